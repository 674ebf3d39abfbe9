import { createServer } from 'node:http';
import { expect } from '@playwright/test';
import { NodeAdapter } from 'faye';
import { poll } from '../support/poll';
import { open, publish, receives, type Cell } from './frame/cell';
import { matrix } from './frame/matrix';
import type { RecipeName } from './frame/page';
import type { Backend, Feed, Place } from './frame/server';
import { listening } from './support/listening';
import { reportsLosses } from './support/losses';

interface Faye extends Backend {
  /** How often clients have connected, in the sense of the protocol. */
  readonly connects: () => number;
}

async function start(): Promise<Faye> {
  const subscribers = new Map<string, number>();
  let connects = 0;
  const count = (channel: string, more: number): void => {
    subscribers.set(channel, (subscribers.get(channel) ?? 0) + more);
  };
  // A client that does not connect within twice the timeout is forgotten.
  const bayeux = new NodeAdapter({ mount: '/faye', timeout: 1 });
  bayeux.on('subscribe', (_client, channel) => {
    count(channel, 1);
  });
  bayeux.on('unsubscribe', (_client, channel) => {
    count(channel, -1);
  });
  bayeux.addExtension({
    incoming: (message, callback) => {
      if (message.channel === '/meta/connect') connects++;
      if (message.subscription === '/refused') message.error = '403::not for you';
      callback(message);
    },
  });
  const http = createServer();
  bayeux.attach(http);
  // Without this, faye answers the GET of JSONP twice when its client hangs up: first to the error of a request that was
  // not read to its end, then when the poll is over, which throws.
  http.prependListener('request', (request) => {
    if (request.method === 'GET') request.resume();
  });
  const { origin, stop } = await listening(http);
  return {
    origin,
    connects: () => connects,
    publish: async (channel, n) => bayeux.getClient().publish(`/${channel}`, { n }),
    subscribers: (channel) => subscribers.get(`/${channel}`) ?? 0,
    stop: () => {
      bayeux.close();
      stop();
    },
  };
}

/** Nothing happens for longer than the server remembers a client that does not connect again. */
async function staysKnown(cell: Cell<Faye>): Promise<void> {
  const running = await open(cell);
  await publish(cell, 1);
  await receives(running, [1]);
  const before = cell.server.connects();
  await poll(cell.server.connects, { message: 'connects' }).toBeGreaterThan(before + 2);
  await publish(cell, 2);
  await receives(running, [1, 2]);
  const { lost, opened } = await running.seen();
  expect(lost).toEqual([]);
  expect(opened).not.toContain('gap');
  await running.stop();
}

function feed(recipe: RecipeName, scheme: 'http' | 'ws' = 'http'): Feed<Faye> {
  const to = (place: Place, channel: string) => ({ recipe, url: `${place[scheme]}/faye#/${channel}` });
  return {
    to: (place) => to(place, place.channel),
    questions: {
      order: true,
      'other origin': true,
      'hang-up': true,
      refusal: { to: (place) => to(place, 'refused'), error: { code: 'protocol', transient: false } },
    },
    traps: { 'stays known while idle': staysKnown, 'what is lost by a cut is a gap': reportsLosses },
  };
}

function eventSource(): Feed<Faye> {
  const {
    to,
    questions: { 'other origin': _, ...questions },
    traps,
  } = feed('bayeux eventsource');
  return {
    to,
    questions,
    ...(traps === undefined ? {} : { traps }),
    explained: {
      'other origin':
        'The event streams of faye have no Access-Control-Allow-Origin, so no page of another origin may read them.',
    },
  };
}

matrix<Faye>({
  name: 'faye',
  start,
  feeds: {
    'long polling': feed('bayeux long polling'),
    'server-sent events': eventSource(),
    WebSocket: feed('bayeux websocket', 'ws'),
    'JSONP polling': feed('bayeux jsonp'),
  },
});
