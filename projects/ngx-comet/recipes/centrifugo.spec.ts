/**
 * With a recorded exchange, because no Centrifugo can be installed from the npm registry.
 *
 * @jest-environment node
 */
import { Centrifuge, type PublicationContext, type SubscribedContext } from 'centrifuge';
import { constant, type PushError, type PushEvent } from 'ngx-comet/core';
import { firstValueFrom, type Subscription } from 'rxjs';
import { WebSocket } from 'ws';
import { centrifugo } from './centrifugo';
import { expired, first, insufficientState, notRecovered, recovered, refused, renewed } from './centrifugo.recorded';
import { ReplayServer, type Step } from './spec-support/replay-server';
import { until } from './spec-support/until';

interface News {
  readonly n: number;
}

jest.setTimeout(30_000);

describe('centrifugo', () => {
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

  async function play(...recorded: readonly (readonly Step[])[]): Promise<ReturnType<typeof centrifugo>> {
    server = new ReplayServer(recorded);
    return centrifugo(await server.listen('/connection/websocket'), { retry: constant(1), token: () => 'jwt' });
  }

  function watch(channel: ReturnType<typeof centrifugo>, name = 'news'): void {
    subscription = channel<News>(name).subscribe((event) => {
      const line = about(event);
      if (line !== undefined) seen.push(line);
    });
  }

  it('receives several messages in one frame and answers the ping', async () => {
    watch(await play(first.slice(0, -1)));
    await until(() => seen.length === 3 && server.played);
    expect(seen).toEqual(['open first', 'xcvf:1 {"n":1}', 'xcvf:2 {"n":2}']);
    expect(server.deviations).toEqual([]);
  });

  it('goes on after the last message when the connection was cut', async () => {
    watch(await play(first, recovered.slice(0, -1)));
    await until(() => seen.length === 8);
    expect(seen.slice(3)).toEqual(['lost', 'open resumed', 'xcvf:3 {"n":3}', 'xcvf:4 {"n":4}', 'xcvf:5 {"n":5}']);
    expect(server.deviations).toEqual([]);
  });

  it('reports a gap when the server could not recover, and goes on from the new position', async () => {
    watch(await play(first, recovered, notRecovered));
    await until(() => seen.length === 11);
    expect(seen.slice(8)).toEqual(['lost', 'open gap', 'kqwd:8 {"n":8}']);
    expect(server.deviations).toEqual([]);
  });

  it('subscribes again over the same connection when the server lost the position', async () => {
    watch(await play(insufficientState));
    await until(() => seen.length === 7);
    expect(seen.slice(3)).toEqual(['open resumed', 'xcvf:3 {"n":3}', 'xcvf:4 {"n":4}', 'xcvf:5 {"n":5}']);
    expect(server.deviations).toEqual([]);
  });

  it('does not know what is missing in a channel without history', async () => {
    const [connect, connected, subscribe] = first;
    const plain: Step = { server: '{"id":2,"subscribe":{}}\n{"push":{"channel":"news","pub":{"data":{"n":1}}}}' };
    const again: readonly Step[] = [
      ...recovered.slice(0, 2),
      { client: '{"id":4,"subscribe":{"channel":"news"}}' },
      { server: '{"id":4,"subscribe":{}}' },
    ];
    watch(await play([connect, connected, subscribe, plain, 'cut'] as readonly Step[], again));
    await until(() => seen.length === 4);
    expect(seen).toEqual(['open first', 'undefined {"n":1}', 'lost', 'open unknown']);
  });

  it('connects again with a fresh token when the old one expired', async () => {
    server = new ReplayServer([expired, renewed]);
    const address = await server.listen('/connection/websocket');
    const tokens = ['old', 'jwt'];
    let current = '';
    const url = async (): Promise<string> => {
      current = await Promise.resolve(tokens.shift() ?? 'none');
      return address;
    };
    watch(centrifugo(url, { retry: constant(1), token: () => current }));
    await until(() => seen.includes('open first'));
    expect(server.deviations).toEqual([]);
  });

  it('errors when the server refuses a channel, and closes the connection', async () => {
    const channel = await play(refused);
    const error = await firstValueFrom(channel('news')).catch((reason: unknown) => reason as PushError);
    expect(error).toMatchObject({ code: 'protocol', message: 'Centrifugo: permission denied (103)', transient: false });
    await until(() => server.open === 0);
    expect(server.deviations).toEqual([]);
  });

  it.each([3500, 4501])('ends with the close code %d', async (code) => {
    const channel = await play([first[0] as Step, { close: code }]);
    const error = await firstValueFrom(channel('news')).catch((reason: unknown) => reason as PushError);
    expect(error).toMatchObject({ code: 'closed', closeCode: code, transient: false });
    expect(server.requests).toHaveLength(1);
  });

  it('connects again after the close code 3010, insufficient state', async () => {
    watch(await play([...first.slice(0, -1), { close: 3010 }], recovered.slice(0, -1)));
    await until(() => seen.length === 8);
    expect(seen[4]).toBe('open resumed');
  });

  it('unsubscribes and closes the connection after the last subscriber', async () => {
    const unsubscribe: Step = { client: '{"id":3,"unsubscribe":{"channel":"news"}}' };
    const channel = await play([...first.slice(0, 5), unsubscribe]);
    watch(channel);
    const other = channel<News>('news').subscribe();
    await until(() => seen.length === 3);
    other.unsubscribe();
    subscription?.unsubscribe();
    await until(() => server.open === 0);
    expect(server.deviations).toEqual([]);
  });

  it('plays what centrifuge-js expects too', async () => {
    server = new ReplayServer([first, recovered, notRecovered], withoutExtras);
    const url = await server.listen('/connection/websocket');
    const centrifuge = new Centrifuge(url, {
      token: 'jwt',
      websocket: WebSocket,
      minReconnectDelay: 1,
      maxReconnectDelay: 1,
    });
    const news = centrifuge.newSubscription('news');
    news.on('publication', ({ offset, data }: PublicationContext) => seen.push(`${offset} ${JSON.stringify(data)}`));
    news.on('subscribed', ({ recovered: all }: SubscribedContext) => seen.push(`subscribed ${all}`));
    news.subscribe();
    centrifuge.connect();
    await until(() => seen.length === 9);
    centrifuge.disconnect();
    const numbers = (...all: number[]): string[] => all.map((n) => `${n} {"n":${n}}`);
    const parts = [numbers(1, 2), 'subscribed true', numbers(3, 4, 5), 'subscribed false', numbers(8)];
    expect(seen).toEqual(['subscribed false', ...parts.flat()]);
    expect(server.deviations).toEqual([]);
  });
});

function about(event: PushEvent<News>): string | undefined {
  if (event.kind === 'message') return `${event.message.id} ${JSON.stringify(event.message.data)}`;
  if (event.kind === 'connecting') return undefined;
  return event.kind === 'open' ? `open ${event.continuity}` : event.kind;
}

/** centrifuge-js also says who it is, and which features it has. */
function withoutExtras(frame: string): readonly unknown[] {
  const extras = ['name', 'flag'];
  return frame
    .split('\n')
    .map((line): unknown => JSON.parse(line, (key, value: unknown) => (extras.includes(key) ? undefined : value)));
}
