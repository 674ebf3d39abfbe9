/**
 * With a recorded exchange, because no Phoenix can be installed from the npm registry.
 *
 * @jest-environment node
 */
import { constant, type PushError, type PushEvent } from 'ngx-comet/core';
import { firstValueFrom, lastValueFrom, type Observable, type Subscription } from 'rxjs';
import { phoenix, type Phoenix, type PhoenixOptions } from './phoenix';
import type { JoinOptions } from './phoenix-channel';
import { again, closed, crashed, first, forgotten, heartbeat, pushed, refused } from './phoenix.recorded';
import { ReplayServer, type Step } from './spec-support/replay-server';
import { until } from './spec-support/until';

interface Report {
  readonly id: number;
}

const TOPIC = 'miami:weather';

/** A channel that sends what comes after an id, and says after which. */
const HOW: JoinOptions<Report> = {
  payload: (cursor) => ({ after: cursor ?? null }),
  id: ({ id }) => String(id),
  confirm: (response) => ((response as { from: string }).from === '2' ? 'resumed' : 'gap'),
};

jest.setTimeout(30_000);

describe('phoenix', () => {
  let server: ReplayServer;
  let client: Phoenix;
  let subscription: Subscription | undefined;
  let seen: string[];

  beforeEach(() => {
    seen = [];
  });

  afterEach(async () => {
    subscription?.unsubscribe();
    await server.close();
  });

  async function play(
    recorded: readonly (readonly Step[])[],
    options: PhoenixOptions = {},
  ): Promise<Observable<PushEvent<Report>>> {
    server = new ReplayServer(recorded);
    const url = await server.listen('/socket/websocket');
    client = phoenix(url, { retry: constant(1), params: () => ({ token: 't' }), ...options });
    return client.join<Report>(TOPIC, HOW);
  }

  function watch(events$: Observable<PushEvent<Report>>): void {
    subscription = events$.subscribe((event) => {
      if (event.kind === 'message') seen.push(`${event.message.event} ${event.message.id}`);
      else if (event.kind !== 'connecting') seen.push(event.kind === 'open' ? event.continuity : event.kind);
    });
  }

  it('joins again after a cut connection with the last id, and drops what is outdated', async () => {
    watch(await play([first, again]));
    await until(() => seen.length === 6);
    expect(seen).toEqual(['first', 'report 1', 'report 2', 'lost', 'resumed', 'report 3']);
    expect(server.requests[0]?.url).toBe('/socket/websocket?token=t&vsn=2.0.0');
    expect(server.deviations).toEqual([]);
  });

  it('reports a gap when the channel says so', async () => {
    watch(await play([first, forgotten]));
    await until(() => seen.length === 6);
    expect(seen.slice(3)).toEqual(['lost', 'gap', 'report 8']);
    expect(server.deviations).toEqual([]);
  });

  it('does not know what is missing in a channel that says nothing', async () => {
    await play([first, again]);
    watch(client.join<Report>(TOPIC, { ...HOW, confirm: () => undefined }));
    await until(() => seen.length === 6);
    expect(seen[4]).toBe('unknown');
  });

  it('joins a channel that crashed again', async () => {
    watch(await play([crashed]));
    await until(() => seen.length === 5);
    expect(seen.slice(3)).toEqual(['resumed', 'report 3']);
    expect(server.deviations).toEqual([]);
  });

  it('errors when the server refuses the join', async () => {
    const error = await firstValueFrom(await play([refused])).catch((reason: unknown) => reason as PushError);
    const message = 'Phoenix: miami:weather refused: {"reason":"unauthorized"}';
    expect(error).toMatchObject({ code: 'protocol', message, transient: false });
    await until(() => server.open === 0);
  });

  it('completes when the server closes the channel', async () => {
    const events$ = await play([closed]);
    expect(await lastValueFrom(events$)).toMatchObject({ kind: 'message', message: { id: '2' } });
    await until(() => server.open === 0);
    expect(server.deviations).toEqual([]);
  });

  it('pushes, emits the response, and leaves the channel', async () => {
    watch(await play([pushed]));
    await until(() => seen.length === 3);
    const push = (category: string): Promise<unknown> =>
      firstValueFrom(client.push(TOPIC, 'report_emergency', { category }));
    expect(await push('sharknado')).toEqual({ ticket: 7 });
    await expect(push('rain')).rejects.toThrow('{"reason":"no emergency"}');
    subscription?.unsubscribe();
    await until(() => server.open === 0);
    expect(server.deviations).toEqual([]);
  });

  it('pushes nothing to a channel that is not joined', async () => {
    await play([]);
    const error = await firstValueFrom(client.push(TOPIC, 'hello', {})).catch((reason: unknown) => reason as PushError);
    expect(error).toMatchObject({ message: 'Phoenix: miami:weather is not joined', transient: true });
  });

  it('joins a topic once', async () => {
    const events$ = await play([first.slice(0, -1)]);
    watch(events$);
    await expect(firstValueFrom(events$)).rejects.toThrow('miami:weather is joined already');
  });

  it('sends heartbeats and is silent about the replies', async () => {
    const every = { every: 1, message: () => [null, '2', 'phoenix', 'heartbeat', {}] as const, timeout: 10_000 };
    watch(await play([heartbeat], { heartbeat: every }));
    await until(() => seen.length === 4);
    expect(seen).toEqual(['first', 'report 1', 'report 2', 'report 3']);
  });
});
