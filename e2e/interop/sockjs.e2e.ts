import { createServer } from 'node:http';
import { expect } from '@playwright/test';
import sockjs, { type Connection } from 'sockjs';
import { numbers, open, publish, receives, type Cell } from './frame/cell';
import { matrix } from './frame/matrix';
import type { RecipeName } from './frame/page';
import type { Feed } from './frame/server';
import { listening } from './support/listening';
import { reportsLosses } from './support/losses';
import { sendsAndReceives, type Receiving } from './support/sends';

interface SockJs extends Receiving {
  subscribers(channel: string): number;
  /** Closes the sessions of the channel, as the application does it. */
  close(channel: string): Promise<void>;
}

async function start(): Promise<SockJs> {
  const connections = new Map<string, Set<Connection>>();
  const received: string[] = [];
  const of = (channel: string): Set<Connection> => connections.get(channel) ?? new Set();
  const server = sockjs.createServer({
    // The last part is the channel.
    prefix: '/feed/[^/]+',
    log: () => undefined,
    heartbeat_delay: 200,
    disconnect_delay: 3_000,
    response_limit: 500,
  });
  server.on('connection', (connection) => {
    const [, , channel = ''] = connection.url.split('/');
    if (channel === 'refused') return void connection.close('4403', 'not for you');
    connections.set(channel, of(channel).add(connection));
    connection.on('data', (message) => received.push(message));
    connection.on('close', () => of(channel).delete(connection));
  });
  const http = createServer();
  server.installHandlers(http);
  return {
    ...(await listening(http)),
    received,
    publish: (channel, n) => {
      for (const connection of of(channel)) connection.write(JSON.stringify({ n }));
      return Promise.resolve();
    },
    subscribers: (channel) => of(channel).size,
    close: (channel) => {
      for (const connection of of(channel)) connection.close('3000', 'Go away!');
      return Promise.resolve();
    },
  };
}

/** A session ends with its connection, so what is sent meanwhile is lost. */
function feed(recipe: RecipeName, scheme: 'http' | 'ws' = 'http'): Feed<SockJs> {
  return {
    to: (place) => ({ recipe, url: `${place[scheme]}/feed/${place.channel}` }),
    questions: {
      order: true,
      resume: { history: 'none', says: 'unknown' },
      'other origin': true,
      'hang-up': true,
      refusal: {
        to: (place) => ({ recipe, url: `${place[scheme]}/feed/refused` }),
        error: { code: 'closed', transient: false, closeCode: 4403, closeReason: 'not for you' },
      },
      'end by the server': {
        act: (server, channel) => server.close(channel),
        reported: { end: { code: 'closed', closeCode: 3000, closeReason: 'Go away!' } },
      },
    },
    traps: {
      'sends and receives': sendsAndReceives,
    },
  };
}

/** The server ends an answer after `response_limit`, and the session goes on in the next one. */
async function severalAnswers(cell: Cell<SockJs>): Promise<void> {
  const running = await open(cell);
  await publish(cell, 1, 100);
  await receives(running, numbers(1, 100));
  const { lost } = await running.seen();
  expect(lost.length).toBeGreaterThan(1);
  for (const loss of lost) expect(loss).toMatchObject({ code: 'closed', transient: true });
  await running.stop();
}

function streamed(recipe: RecipeName): Feed<SockJs> {
  const plain = feed(recipe);
  return { ...plain, traps: { ...plain.traps, 'several answers': severalAnswers } };
}

/** A session lives on for a while after an answer, and what was in an answer that broke is lost. */
function polled(recipe: RecipeName): Feed<SockJs> {
  const {
    to,
    questions: { resume: _, ...questions },
    traps,
  } = feed(recipe);
  return { to, questions, traps: { ...traps, 'what is lost by a cut is a gap': reportsLosses } };
}

matrix<SockJs>({
  name: 'SockJS',
  start,
  feeds: {
    WebSocket: feed('sockjs websocket', 'ws'),
    'HTTP stream (xhr_streaming)': streamed('sockjs xhr_streaming'),
    'server-sent events (eventsource)': streamed('sockjs eventsource'),
    'long polling (xhr)': polled('sockjs xhr'),
    'JSONP polling (jsonp)': polled('sockjs jsonp'),
  },
});
