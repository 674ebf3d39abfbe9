/**
 * The continuity that a connection emits after it missed messages, over each route against the real server.
 *
 * @jest-environment node
 */
import { WebSocket } from 'ws';
import { createPushServer, type PushServer } from '../../../../push-server/src/server.ts';
import type { ConnectionOptions } from './connection-options';
import { constant } from '../schedule/constant';
import type { Route } from '../route/route';
import { until } from '../spec-support/outcome';
import { viaHttpStream } from '../transports/http-stream/via-http-stream';
import { viaLongPolling } from '../transports/polling/via-long-polling';
import { viaSse } from '../transports/sse/via-sse';
import { viaWebSocket } from '../transports/websocket/via-websocket';
import { connection } from './connection';

interface Numbered {
  readonly id: string;
  readonly seq: number;
}

const own = { id: ({ id }: Numbered): string => id, resume: { query: 'cursor' } };

const ROUTES: readonly (readonly [string, (feed: string) => Route<Numbered>])[] = [
  ['a WebSocket', (feed) => viaWebSocket<Numbered>(`${feed}/websocket`, { WebSocket, ...own })],
  ['server-sent events', (feed) => viaSse<Numbered>(`${feed}/sse`)],
  ['an HTTP stream', (feed) => viaHttpStream<Numbered>(`${feed}/http-stream`, { onEnd: 'reconnect', ...own })],
  ['long polls', (feed) => viaLongPolling<Numbered>(`${feed}/long-polling`, { interval: 10, ...own })],
];

describe('continuity', () => {
  let server: PushServer;
  let feed: string;
  let story: string[];

  beforeEach(async () => {
    server = createPushServer({ tickEvery: 0, buffer: 10 });
    feed = new URL('/feeds/numbers', await server.listen()).href;
    story = [];
  });

  afterEach(async () => {
    await server.close();
  });

  function publish(count: number): void {
    for (; count > 0; count--) server.hub.publish('numbers', null);
  }

  /** Subscribes to a feed. Records the numbers and every continuity. Returns a function that unsubscribes. */
  function follow(route: Route<Numbered>, options: ConnectionOptions<Numbered> = {}): () => void {
    const subscription = connection<Numbered>([route], {
      sequence: ({ data }) => data.seq,
      retry: constant(20),
      ...options,
    }).events$.subscribe((event) => {
      if (event.kind === 'open') story.push(event.continuity);
      if (event.kind === 'message') story.push(`${event.message.data.seq}`);
    });
    return () => {
      subscription.unsubscribe();
    };
  }

  const recorded = (last: string): Promise<void> => until(() => story.at(-1) === last);

  /** Cuts the connection, and prevents the next one until this many messages were published. */
  async function cutOffFor(count: number): Promise<void> {
    server.faults.refuse();
    server.faults.drop();
    publish(count);
    // Waits until the first attempt has failed.
    const before = server.stats().requests['total'] ?? 0;
    await until(() => (server.stats().requests['total'] ?? 0) > before);
    server.faults.reset();
  }

  /** The story without the openings that say nothing yet, or that nothing is missing. */
  const told = (): string => story.filter((each) => each !== 'unknown' && each !== 'resumed').join(' ');

  it.each(ROUTES)('is resumed over %s when the server remembers what was missed', async (_, route) => {
    const leave = follow(route(feed));
    publish(1);
    await recorded('1');
    await cutOffFor(5);
    await recorded('6');
    leave();
    expect(told()).toBe('first 1 2 3 4 5 6');
    expect(story).toContain('resumed');
  });

  it.each(ROUTES)(
    'is a gap over %s when the server forgot some of it, emitted before the later messages',
    async (_, route) => {
      const leave = follow(route(feed));
      publish(1);
      await recorded('1');
      await cutOffFor(30);
      await recorded('31');
      leave();
      expect(told()).toBe('first 1 gap 22 23 24 25 26 27 28 29 30 31');
    },
  );

  it.each(ROUTES)('is a gap over %s when the server forgot everything', async (_, route) => {
    const leave = follow(route(feed));
    publish(3);
    await recorded('3');
    server.faults.refuse();
    server.faults.drop();
    publish(2);
    server.hub.trim('numbers');
    server.faults.reset();
    publish(1);
    await recorded('6');
    leave();
    expect(told()).toMatch(/^first (1 2 )?3 gap 6$/);
  });

  it('is a gap by the word of the server where messages have no sequence numbers', async () => {
    const leave = follow(viaSse<Numbered>(`${feed}/sse`), { sequence: undefined });
    publish(1);
    await recorded('1');
    await cutOffFor(30);
    await recorded('31');
    leave();
    expect(story.slice(0, 4)).toEqual(['first', '1', 'gap', '22']);
  });
});
