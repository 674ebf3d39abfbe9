import { createServer } from 'node:http';
import { expect } from '@playwright/test';
import { WebSocketServer, type WebSocket } from 'ws';
import { poll } from '../support/poll';
import { open, publish, receives, type Cell } from './frame/cell';
import type { RunningFeed } from './frame/lab';
import { matrix } from './frame/matrix';
import type { Facts, Given, Seen } from './frame/page';
import type { Backend, Feed } from './frame/server';
import { Channels } from './support/channels';
import { listening } from './support/listening';

interface Ws extends Backend {
  /** The sockets of the channel that are open. */
  sockets(channel: string): readonly WebSocket[];
}

/** Longer than any test. */
const NEVER_IDLE = 2 ** 30;
const LONG = 'ä'.repeat(50_000);

async function start(): Promise<Ws> {
  const channels = new Channels();
  const sockets = new Map<string, Set<WebSocket>>();
  const http = createServer();
  const server = new WebSocketServer({
    server: http,
    perMessageDeflate: true,
    maxPayload: 1_000,
    handleProtocols: (offered) => (offered.has('v2.feed') ? 'v2.feed' : false),
    verifyClient: ({ req }, decide) => {
      decide(!req.url?.startsWith('/refused'), 401, 'not for you');
    },
  });
  server.on('connection', (socket, request) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
    const [, form, channel = ''] = pathname.split('/');
    const gone = new AbortController();
    const own = sockets.get(channel) ?? new Set();
    sockets.set(channel, own.add(socket));
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => {
      socket.send(data, { binary: isBinary });
    });
    socket.on('close', () => {
      own.delete(socket);
      gone.abort();
    });
    const after = Number(searchParams.get('after') ?? 0);
    void (async () => {
      for await (const numbers of channels.follow(channel, after, { idle: NEVER_IDLE, signal: gone.signal })) {
        for (const n of numbers) {
          const text = JSON.stringify(form === 'long' ? { n, text: LONG } : { n });
          socket.send(form === 'binary' ? Buffer.from(text) : text);
        }
      }
    })();
  });
  const { origin, stop } = await listening(http);
  return {
    ...channels,
    origin,
    sockets: (channel) => [...(sockets.get(channel) ?? [])],
    stop: () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
      stop();
    },
  };
}

const RESUMES = { idFrom: 'n', options: { resume: { query: 'after' } } } as const satisfies Given;

const feed = (form: string, given: Given, more: Partial<Feed<Ws>> = {}): Feed<Ws> => ({
  to: ({ ws, channel }) => ({ recipe: 'websocket', url: `${ws}/${form}/${channel}`, given: { ...RESUMES, ...given } }),
  questions: { order: true, resume: { history: 'kept', says: 'unknown' } },
  ...more,
});

/** The server closes with a code: the feed goes on, ends with an error, or completes. */
const closes =
  (code: number, then: 'goes on' | 'fails' | 'completes') =>
  async (cell: Cell<Ws>): Promise<void> => {
    const running = await open(cell);
    await publish(cell, 1);
    await receives(running, [1]);
    for (const socket of cell.server.sockets(cell.place.channel)) socket.close(code, 'enough');
    const error: Facts = { code: 'closed', transient: then === 'goes on', closeCode: code, closeReason: 'enough' };
    if (then === 'goes on') {
      await publish(cell, 2);
      await receives(running, [1, 2]);
      expect((await running.seen()).lost).toEqual([error]);
    } else await poll(async () => (await running.seen()).end).toEqual(then === 'completes' ? 'complete' : error);
    await running.stop();
  };

/** What is seen once the connection has opened or failed. */
async function outcome(feed: RunningFeed): Promise<Seen> {
  const seen = async (): Promise<number> => {
    const { opened, lost } = await feed.seen();
    return opened.length + lost.length;
  };
  await poll(seen, { message: 'connections that opened or failed' }).toBeGreaterThan(0);
  return feed.seen();
}

const only = <T>(all: readonly T[]): T => {
  const [one] = all;
  if (one === undefined || all.length > 1) throw new Error(`there are ${all.length}`);
  return one;
};

matrix<Ws>({
  name: 'ws',
  start,
  feeds: {
    WebSocket: feed(
      'text',
      {},
      {
        questions: {
          order: true,
          resume: { history: 'kept', says: 'unknown' },
          'other origin': true,
          'hang-up': true,
          // Browsers do not show why an upgrade was refused.
          refusal: {
            to: ({ ws, channel }) => ({ recipe: 'websocket', url: `${ws}/refused/${channel}` }),
            error: { code: 'network', transient: true, closeCode: 1006 },
          },
        },
        traps: {
          'close 1000': closes(1000, 'completes'),
          'close 1001': closes(1001, 'goes on'),
          'close 1008': closes(1008, 'fails'),
          'close 1011': closes(1011, 'goes on'),
          'close 3000': closes(3000, 'goes on'),
          'close 4000': closes(4000, 'goes on'),
          'close 4401': closes(4401, 'fails'),
          'close 1009, a message that is too long': async (cell) => {
            const running = await open(cell);
            await running.send('x'.repeat(1_001));
            await poll(async () => (await running.seen()).end).toMatchObject({ code: 'closed', closeCode: 1009 });
          },
          'sends and receives': async (cell) => {
            const running = await open(cell);
            await running.send({ n: 1, text: 'ü' });
            await poll(async () => (await running.seen()).data).toEqual([{ n: 1, text: 'ü' }]);
            await running.stop();
          },
          'pings of the server': async (cell) => {
            const running = await open(cell);
            const socket = only(cell.server.sockets(cell.place.channel));
            const answered = new Promise((resolve) => socket.once('pong', resolve));
            socket.ping('still there?');
            expect(String(await answered)).toBe('still there?');
            expect((await running.seen()).rejected).toEqual([]);
            await running.stop();
          },
        },
      },
    ),
    'WebSocket, numbers checked': feed(
      'text',
      { sequence: true },
      { questions: { resume: { history: 'kept', says: 'resumed' } } },
    ),
    'WebSocket, binary frames': feed('binary', {}),
    'WebSocket, compression': feed(
      'long',
      {},
      {
        questions: { order: true },
        traps: {
          'was negotiated': async (cell) => {
            const running = await open(cell);
            expect(only(cell.server.sockets(cell.place.channel)).extensions).toContain('permessage-deflate');
            await publish(cell, 1);
            await poll(async () => (await running.seen()).data).toEqual([{ n: 1, text: LONG }]);
            await running.stop();
          },
        },
      },
    ),
    'WebSocket, subprotocol': feed(
      'text',
      { options: { ...RESUMES.options, protocols: ['v3.feed', 'v2.feed'] } },
      {
        questions: { order: true },
        traps: {
          'the chosen one is reported': async (cell) => {
            const running = await open(cell);
            await poll(async () => (await running.seen()).protocol).toBe('v2.feed');
            await running.stop();
          },
          'none is accepted': async ({ lab, place }) => {
            await lab.visit(place.http);
            const given = { options: { protocols: 'v1.feed' } };
            const running = await lab.start({ recipe: 'websocket', url: `${place.ws}/text/${place.channel}`, given });
            const { opened, protocol } = await outcome(running);
            // Chromium fails the connection, as the WebSockets standard says. Firefox opens it: then no subprotocol is
            // reported.
            if (opened.length > 0) expect(protocol ?? '').toBe('');
            else expect((await running.seen()).lost[0]).toMatchObject({ code: 'network', closeCode: 1006 });
            await running.stop();
          },
        },
      },
    ),
  },
});
