import { expect } from '@playwright/test';
import { poll } from '../support/poll';
import { numbers, open, publish, receives, type Cell } from './frame/cell';
import { matrix } from './frame/matrix';
import { nchanBackend, type Nchan, NCHAN } from './frame/nchan';
import { nginx, NGINX } from './frame/nginx';
import type { Feed, Place } from './frame/server';

async function start(): Promise<Nchan> {
  const { port, stop } = await nginx(
    (_home, at) => `
      map $request_uri $callback { ~callback=([\\w.]+) $1; }
      server {
        listen 127.0.0.1:${at};
        nchan_message_buffer_length 100; nchan_channel_id $1; nchan_subscriber_first_message oldest;
        nchan_subscriber_last_message_id $http_last_event_id $arg_last_event_id;
        location ~ ^/pub/(\\w+)$ { nchan_publisher; }
        location ~ ^/keep3/(\\w+)$ { nchan_publisher; nchan_message_buffer_length 3; }
        location ~ ^/sub/(\\w+)$ { nchan_subscriber; }
        location ~ ^/idle/(\\w+)$ { nchan_subscriber; nchan_subscriber_timeout 1s; }
        location ~ ^/any/(\\w+)$ { nchan_subscriber; nchan_access_control_allow_origin *; }
        location ~ ^/raw/(\\w+)$ { nchan_subscriber http-raw-stream; nchan_subscriber_first_message newest; }
        location ~ ^/chunked/(\\w+)$ { nchan_subscriber http-chunked; }
        location ~ ^/pubsub/(\\w+)$ { nchan_pubsub websocket; }
        location ~ ^/closed/ { return 403 "not yours"; }
        location ~ ^/poll/(\\w+)$ { nchan_subscriber longpoll; nchan_subscriber_first_message newest; }
        location ~ ^/jsonp/(\\w+)$ {
          proxy_pass http://127.0.0.1:${at}/poll/$1;
          addition_types *; add_before_body /before; add_after_body /after;
        }
        location = /before { return 200 "$callback("; }
        location = /after { return 200 ");"; }
      }`,
    `load_module ${NCHAN};`,
  );
  return nchanBackend(`http://127.0.0.1:${port}`, [port], stop);
}

const closed = { code: 'closed', transient: true } as const;
const forbidden = { code: 'http', transient: false, status: 403, body: 'not yours' } as const;
/** nchan forgets nothing here and says nothing: only the numbers show that all came. */
const kept = { history: 'kept', says: 'resumed' } as const;
/** nchan numbers messages by the second and begins anew after a deletion: in the same second the id would be the same. */
async function removed(server: Nchan, channel: string): Promise<void> {
  const second = (): number => Math.floor(Date.now() / 1_000);
  const published = second();
  await server.remove(channel);
  await poll(second).toBeGreaterThan(published);
}

const sub = ({ http, channel }: Place): string => `${http}/sub/${channel}`;

const sse: Feed<Nchan> = {
  to: (place) => ({ recipe: 'sse', url: sub(place), given: { sequence: true } }),
  questions: {
    order: true,
    resume: kept,
    'idle end': { to: ({ http, channel }) => ({ recipe: 'sse', url: `${http}/idle/${channel}` }), lost: [closed] },
    'end by the server': { act: removed, reported: { lost: closed } },
    refusal: { to: ({ http }) => ({ recipe: 'sse', url: `${http}/closed/` }), error: forbidden },
    'hang-up': true,
  },
  traps: {
    'messages that the server no longer has are a gap': async (cell) => {
      const feed = await open(cell);
      await publish(cell, 1, 3);
      await receives(feed, [1, 2, 3]);
      cell.proxy.cut('refuse');
      for (const n of numbers(4, 9)) await cell.server.publishTo('keep3', cell.place.channel, n);
      cell.proxy.cut('accept');
      await receives(feed, [1, 2, 3, 7, 8, 9]);
      await poll(async () => (await feed.seen()).opened.at(-1)).toBe('gap');
    },
    'other origin, resumed by a cursor in the URL': (cell) => acrossOrigins(cell, 'last_event_id'),
    'other origin, a preflight that does not allow Last-Event-ID': async (cell) => {
      await cell.lab.visitOther();
      const feed = await cell.lab.start({ ...cell.subscribed, given: {} });
      await publish(cell, 1);
      await receives(feed, [1]);
      cell.proxy.cut('accept');
      // The cut, and the requests that the browser does not send.
      await poll(async () => (await feed.seen()).lost.length).toBeGreaterThan(2);
      const { lost, opened } = await feed.seen();
      expect(lost.slice(1, 3)).toMatchObject([{ code: 'network' }, { code: 'network' }]);
      expect(opened).toHaveLength(1);
    },
  },
};

async function acrossOrigins(cell: Cell<Nchan>, query: string): Promise<void> {
  await cell.lab.visitOther();
  const given = { options: { resume: { query } } };
  const feed = await cell.lab.start({ ...cell.subscribed, given });
  await publish(cell, 1, 2);
  await receives(feed, [1, 2]);
  cell.proxy.cut('refuse');
  await publish(cell, 3);
  cell.proxy.cut('accept');
  await publish(cell, 4);
  await receives(feed, [1, 2, 3, 4]);
}

const eventSource: Feed<Nchan> = {
  to: (place) => ({ recipe: 'sse', url: sub(place), given: { options: { via: 'event-source' } } }),
  questions: { order: true, 'other origin': true, resume: { history: 'kept', says: 'unknown' }, 'hang-up': true },
  traps: {
    'other origin, credentials and Access-Control-Allow-Origin: *': async (cell) => {
      await cell.lab.visitOther();
      const { http, channel } = cell.place;
      const options = { via: 'event-source', credentials: 'include' };
      const feed = await cell.lab.start({ recipe: 'sse', url: `${http}/any/${channel}`, given: { options } });
      // The browser gives up, and does not say why.
      await poll(async () => (await feed.seen()).end).toMatchObject({ code: 'closed', transient: false });
    },
  },
};

const stream: Feed<Nchan> = {
  to: ({ http, channel }) => ({ recipe: 'http-stream', url: `${http}/raw/${channel}`, given: { sequence: true } }),
  questions: {
    order: true,
    resume: { history: 'none', says: 'gap' },
    'end by the server': { act: removed, reported: { end: 'complete' } },
    refusal: { to: ({ http }) => ({ recipe: 'http-stream', url: `${http}/closed/` }), error: forbidden },
    'other origin': true,
    'hang-up': true,
  },
  traps: {
    'http-chunked wants a header that browsers cannot send': async (cell) => {
      await cell.lab.visit(cell.place.http);
      const { http, channel } = cell.place;
      const feed = await cell.lab.start({ recipe: 'http-stream', url: `${http}/chunked/${channel}` });
      await poll(async () => (await feed.seen()).end).toMatchObject({ code: 'http', transient: false });
    },
  },
  explained: { 'idle end': 'The timeout of nchan does not apply to its raw streams.' },
};

const longPoll: Feed<Nchan> = {
  to: (place) => ({ recipe: 'long polling', url: sub(place) }),
  questions: {
    order: true,
    resume: { history: 'kept', says: 'unknown' },
    // As any 408: reported, and asked again.
    'idle end': {
      to: ({ http, channel }) => ({ recipe: 'long polling', url: `${http}/idle/${channel}` }),
      lost: [{ code: 'http', transient: true, status: 408 }],
      orSilent: true,
    },
    'end by the server': { act: removed, reported: { end: { code: 'http', transient: false, status: 410 } } },
    refusal: { to: ({ http }) => ({ recipe: 'long polling', url: `${http}/closed/` }), error: forbidden },
    'other origin': true,
    'hang-up': true,
  },
};

const meta: Feed<Nchan> = {
  to: ({ ws, channel }) => ({
    recipe: 'nchan ws+meta',
    url: `${ws}/sub/${channel}`,
  }),
  questions: {
    order: true,
    resume: { history: 'kept', says: 'unknown' },
    'idle end': {
      to: ({ ws, channel }) => ({
        recipe: 'nchan ws+meta',
        url: `${ws}/idle/${channel}`,
        given: { passing: '408' },
      }),
      lost: [{ ...closed, closeCode: 1000, closeReason: '408 408 Request Timeout' }],
    },
    'end by the server': {
      act: removed,
      reported: { lost: { ...closed, closeCode: 1001, closeReason: '410 Gone' } },
    },
    refusal: {
      to: ({ ws }) => ({ recipe: 'nchan ws+meta', url: `${ws}/closed/` }),
      error: { code: 'network', transient: true, closeCode: 1006 },
    },
    'other origin': true,
    'hang-up': true,
  },
};

const plainSocket: Feed<Nchan> = {
  to: ({ ws, channel }) => ({ recipe: 'websocket', url: `${ws}/pubsub/${channel}` }),
  questions: { order: true, 'hang-up': true },
  traps: {
    'an idle end with close code 1000 completes by default': async (cell) => {
      await cell.lab.visit(cell.place.http);
      const feed = await cell.lab.start({ recipe: 'websocket', url: `${cell.place.ws}/idle/${cell.place.channel}` });
      await poll(async () => (await feed.seen()).end).toBe('complete');
    },
    'a message of one subscriber comes to all': async (cell) => {
      const listener = await open(cell);
      const speaker = await cell.lab.start(cell.subscribed);
      await speaker.send({ n: 1 });
      await speaker.send({ n: 2 });
      for (const feed of [listener, speaker]) await receives(feed, [1, 2]);
    },
  },
};

const jsonp: Feed<Nchan> = {
  to: ({ http, channel }) => ({ recipe: 'jsonp', url: `${http}/jsonp/${channel}` }),
  questions: {},
  traps: {
    'a call is held, and answered by the next message': async (cell) => {
      await cell.lab.visitOther();
      const feed = await cell.lab.start(cell.subscribed);
      await poll(() => cell.server.subscribers(cell.place.channel)).toBe(1);
      await publish(cell, 1);
      await receives(feed, [1]);
      await poll(async () => (await feed.seen()).end).toBe('complete');
    },
  },
  explained: {
    order:
      'The cursor of nchan is in the headers, which a script cannot read, so calls one after the other lose messages.',
  },
};

matrix<Nchan>({
  name: 'nginx + nchan',
  programs: [NGINX, NCHAN],
  start,
  feeds: {
    'long polling': longPoll,
    'http stream': stream,
    sse,
    'sse, EventSource': eventSource,
    websocket: plainSocket,
    'websocket, ws+meta.nchan': meta,
    jsonp,
  },
});
