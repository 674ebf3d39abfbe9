import { createServer } from 'node:http';
import { expect } from '@playwright/test';
import { attach, type Socket } from 'engine.io';
import { poll } from '../support/poll';
import { open, publish, receives, type Cell } from './frame/cell';
import { matrix } from './frame/matrix';
import type { Facts, RecipeName } from './frame/page';
import type { Feed, Place } from './frame/server';
import { listening } from './support/listening';
import { sendsAndReceives, type Receiving } from './support/sends';

interface EngineIo extends Receiving {
  sockets(channel: string): readonly Socket[];
  close(channel: string): Promise<void>;
}

const channelOf = (url = ''): string => new URL(url, 'http://server').searchParams.get('channel') ?? '';

async function start(): Promise<EngineIo> {
  const sockets = new Map<string, Set<Socket>>();
  const received: string[] = [];
  const of = (channel: string): Set<Socket> => sockets.get(channel) ?? new Set();
  const http = createServer();
  const engine = attach(http, {
    pingInterval: 200,
    pingTimeout: 5_000,
    cors: { origin: '*' },
    allowRequest: ({ url }, decide) => {
      const refused = channelOf(url) === 'refused';
      decide(refused ? 'not for you' : null, !refused);
    },
  });
  engine.on('connection', (socket: Socket) => {
    const channel = channelOf(socket.request.url);
    sockets.set(channel, of(channel).add(socket));
    socket.on('message', (message) => received.push(String(message)));
    socket.on('close', () => of(channel).delete(socket));
  });
  const { origin, stop } = await listening(http);
  return {
    origin,
    received,
    sockets: (channel) => [...of(channel)],
    publish: (channel, n) => {
      for (const socket of of(channel)) socket.send(JSON.stringify({ n }));
      return Promise.resolve();
    },
    subscribers: (channel) => of(channel).size,
    close: (channel) => {
      for (const socket of of(channel)) socket.close();
      return Promise.resolve();
    },
    stop: () => {
      engine.close();
      stop();
    },
  };
}

/** The server closes a socket that does not answer its pings. */
async function pings(cell: Cell<EngineIo>): Promise<void> {
  const running = await open(cell);
  let answered = 0;
  for (const socket of cell.server.sockets(cell.place.channel)) socket.on('heartbeat', () => answered++);
  await poll(() => answered, { message: 'pings that were answered' }).toBeGreaterThanOrEqual(3);
  await publish(cell, 1);
  await receives(running, [1]);
  expect((await running.seen()).lost).toEqual([]);
  await running.stop();
}

interface Ends {
  readonly refused: Partial<Facts>;
  readonly reported: { readonly lost: Partial<Facts> } | { readonly end: Partial<Facts> };
}

/** A session ends with its connection, so what is sent meanwhile is lost. */
function feed(recipe: RecipeName, transport: 'polling' | 'websocket', { refused, reported }: Ends): Feed<EngineIo> {
  const to = ({ http, ws }: Place, channel: string) => ({
    recipe,
    url: `${transport === 'websocket' ? ws : http}/engine.io/?EIO=4&transport=${transport}&channel=${channel}`,
  });
  return {
    to: (place) => to(place, place.channel),
    questions: {
      order: true,
      resume: { history: 'none', says: 'unknown' },
      'other origin': true,
      'hang-up': true,
      refusal: { to: (place) => to(place, 'refused'), error: refused },
      'end by the server': { act: (server, channel) => server.close(channel), reported },
    },
    traps: { 'answers the pings': pings, 'sends and receives': sendsAndReceives },
  };
}

matrix<EngineIo>({
  name: 'Engine.IO',
  start,
  feeds: {
    WebSocket: feed('engine.io websocket', 'websocket', {
      refused: { code: 'network', transient: true, closeCode: 1006 },
      reported: { lost: { code: 'closed', transient: true, closeCode: 1005 } },
    }),
    'long polling': feed('engine.io polling', 'polling', {
      refused: { code: 'http', transient: false, status: 403, body: '{"code":4,"message":"not for you"}' },
      reported: { end: { code: 'closed', transient: false } },
    }),
    'JSONP polling': {
      to: ({ http }) => ({ recipe: 'jsonp', url: http }),
      questions: {},
      explained: {
        order:
          'Its scripts call `___eio[0](…)`, an element of an array and not a function with a name, so only its own client can ' +
          'be called.',
      },
    },
  },
});
