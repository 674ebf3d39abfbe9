/**
 * With a recorded exchange, because the servers on npm need native parts that come from elsewhere.
 *
 * @jest-environment node
 */
import { constant, PushError, type PushEvent } from 'ngx-comet/core';
import { lastValueFrom, NEVER, type Observable, type Subscription } from 'rxjs';
import { pusher, type Pusher, type PusherOptions } from './pusher';
import { pacedByPusher } from './pusher-frames';
import { again, first, guarded, refused, typing, unsubscribe } from './pusher.recorded';
import { ReplayServer, type Step } from './spec-support/replay-server';
import { until } from './spec-support/until';

jest.setTimeout(30_000);

describe('pusher', () => {
  let server: ReplayServer;
  let subscription: Subscription | undefined;
  let seen: string[];

  beforeEach(() => {
    seen = [];
  });

  afterEach(async () => {
    subscription?.unsubscribe();
    await server.close();
  });

  async function play(recorded: readonly (readonly Step[])[], options: PusherOptions = {}): Promise<Pusher> {
    server = new ReplayServer(recorded);
    return pusher(await server.listen('/app/key'), { retry: constant(1), ...options });
  }

  function watch(events$: Observable<PushEvent<unknown>>): void {
    subscription = events$.subscribe((event) => {
      if (event.kind === 'message') seen.push(`${event.message.event} ${JSON.stringify(event.message.data)}`);
      else if (event.kind !== 'connecting') seen.push(event.kind === 'open' ? event.continuity : event.kind);
    });
  }

  it('subscribes after the greeting, decodes data, and answers pings', async () => {
    watch((await play([first])).watch('news'));
    await until(() => server.played);
    expect(seen).toEqual(['first', 'added {"n":1}', 'added "just text"', 'added {"n":2}']);
    expect(server.requests[0]?.url).toBe('/app/key?protocol=7&client=ngx-comet&version=1.0');
    expect(server.deviations).toEqual([]);
  });

  it('subscribes again after a cut connection, and does not know what is missing', async () => {
    watch((await play([[...first, 'cut'], again])).watch('news'));
    await until(() => seen.length === 7);
    expect(seen.slice(4)).toEqual(['lost', 'unknown', 'added {"n":5}']);
    expect(server.deviations).toEqual([]);
  });

  it('authorizes a private channel for every connection, and sends client events', async () => {
    const authorize = (_channel: string, socketId: string): Promise<{ auth: string }> =>
      Promise.resolve({ auth: `key:${socketId}` });
    const client = await play(
      [
        [...guarded('1.1'), 'cut'],
        [...guarded('2.2'), typing],
      ],
      { authorize },
    );
    watch(client.watch('private-me'));
    await until(() => seen.length === 3);
    client.trigger('private-me', 'client-typing', { on: true });
    await until(() => server.played);
    expect(seen).toEqual(['first', 'lost', 'unknown']);
    expect(server.deviations).toEqual([]);
  });

  it('sends no signature that comes after its connection was lost', async () => {
    const answers = [NEVER, [{ auth: 'key:2.2' }]];
    const client = await play([[...guarded('1.1').slice(0, 1), 'cut'], guarded('2.2')], {
      authorize: () => answers.shift() ?? [],
    });
    watch(client.watch('private-me'));
    await until(() => seen.length === 2);
    expect(server.deviations).toEqual([]);
  });

  it('errors when the server refuses the subscription', async () => {
    const client = await play([refused], { authorize: () => [{ auth: 'key:1.1' }] });
    const error = await lastValueFrom(client.watch('private-me')).catch((reason: unknown) => reason as PushError);
    expect(error).toMatchObject({ code: 'protocol', transient: false });
    expect((error as PushError).message).toContain('Invalid signature');
    await until(() => server.open === 0);
  });

  it('unsubscribes from a channel while another one stays', async () => {
    const client = await play([[...first, ...again.slice(1, 3), unsubscribe]].map((steps) => [...steps]));
    watch(client.watch('news'));
    await until(() => seen.length === 4);
    const other = client.watch('news').subscribe();
    await until(() => seen.length === 5);
    other.unsubscribe();
    await until(() => server.played);
    subscription?.unsubscribe();
    await until(() => server.open === 0);
    expect(server.deviations).toEqual([]);
  });

  it.each([4000, 4099, 4300])('ends with the close code %d', async (code) => {
    const client = await play([[{ close: code }]]);
    const events$ = client.watch('news');
    const error = await new Promise<unknown>((resolve) => (subscription = events$.subscribe({ error: resolve })));
    expect(error).toMatchObject({ code: 'closed', closeCode: code, transient: false });
    expect(server.requests).toHaveLength(1);
  });

  it.each([1000, 4200, 4299])('connects again after the close code %d', async (code) => {
    watch((await play([[{ close: code }], again])).watch('news'));
    await until(() => seen.length === 3);
    expect(seen).toEqual(['lost', 'first', 'added {"n":5}']);
  });

  it.each([
    [4100, 1, 1_000],
    [4199, 2, 1_000],
    [4200, 1, 0],
    [4200, 2, 7],
    [1006, 1, 7],
  ])('waits after the close code %d, attempt %d, for %d ms', (closeCode, attempt, delay) => {
    const error = new PushError('closed', 'closed', { transient: true, closeCode });
    const setback = { error, attempt, elapsed: 0, serverDelay: undefined, random: 0, previous: 0 };
    expect(pacedByPusher(constant(7))(setback)).toBe(delay);
    expect(pacedByPusher(() => undefined)(setback)).toBeUndefined();
  });
});
