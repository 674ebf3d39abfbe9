import { createServer } from 'node:http';
import { buildSchema, parse } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { poll } from '../support/poll';
import type { Cell } from './frame/cell';
import { matrix } from './frame/matrix';
import type { Given } from './frame/page';
import type { Backend, Feed, Place } from './frame/server';
import { Channels } from './support/channels';
import { listening } from './support/listening';
import { CORS } from './support/plain';

const schema = buildSchema(`
  type Message { n: Int! }
  type Query { hello: String }
  type Subscription { feed(channel: String!): Message }
`);

/** Longer than any test. */
const NEVER_IDLE = 2 ** 30;

interface Args {
  readonly channel: string;
}

/** A subscription is sent what is published after it. */
function rootsOf(channels: Channels) {
  const feed = ({ channel }: Args): AsyncIterable<object> => {
    const gone = new AbortController();
    const news = messages(channels, channel, gone.signal);
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => news.next(),
        return: () => {
          gone.abort();
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
  };
  return { feed };
}

async function* messages(channels: Channels, channel: string, signal: AbortSignal): AsyncGenerator<object> {
  const last = channels.last(channel);
  for await (const numbers of channels.follow(channel, last, { idle: NEVER_IDLE, signal }))
    for (const n of numbers) yield { feed: { n } };
}

async function start(): Promise<Backend> {
  const channels = new Channels();
  const subscription = rootsOf(channels);
  const overSse = createHandler({
    schema,
    onSubscribe: (_request, { query }) => ({
      schema,
      document: parse(query),
      rootValue: subscription,
      contextValue: undefined,
    }),
  });
  const http = createServer((request, response) => {
    for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else void overSse(request, response);
  });
  const server = new WebSocketServer({ server: http, path: '/graphql' });
  const overWs = useServer(
    {
      schema,
      roots: { subscription },
      connectionInitWaitTimeout: 1_500,
      onConnect: ({ extra }) => !extra.request.url?.includes('refused'),
    },
    server,
    // Pings of the protocol, not of WebSocket.
    10_000,
  );
  const { origin, stop } = await listening(http);
  return {
    ...channels,
    origin,
    stop: async () => {
      await overWs.dispose();
      server.close();
      stop();
    },
  };
}

const given = (channel: string, more: Readonly<Record<string, string>> = {}): Given => ({
  more: { query: `subscription { feed(channel: "${channel}") { n } }`, ...more },
});

/** What is sent instead of what the protocol wants, and the code of the close. */
const closes =
  (code: number, of: { readonly greeting?: 'none'; readonly sends?: unknown }) =>
  async ({ lab, place }: Cell): Promise<void> => {
    await lab.visit(place.http);
    const how = given(place.channel, of.greeting === undefined ? {} : { greeting: of.greeting });
    const feed = await lab.start({ recipe: 'graphql-transport-ws', url: `${place.ws}/graphql`, given: how });
    await feed.opened();
    if (of.sends !== undefined) await feed.send(of.sends);
    await poll(async () => (await feed.seen()).end).toMatchObject({
      code: 'closed',
      transient: false,
      closeCode: code,
    });
  };

/** The protocols cannot resume. */
const QUESTIONS = {
  order: true,
  'other origin': true,
  'hang-up': true,
  resume: { history: 'none', says: 'unknown' },
} as const;

const overWebSocket: Feed = {
  to: ({ ws, channel }) => ({ recipe: 'graphql-transport-ws', url: `${ws}/graphql`, given: given(channel) }),
  questions: {
    ...QUESTIONS,
    refusal: {
      to: ({ ws, channel }: Place) => ({
        recipe: 'graphql-transport-ws',
        url: `${ws}/graphql?refused`,
        given: given(channel),
      }),
      error: { code: 'closed', transient: false, closeCode: 4403, closeReason: 'Forbidden' },
    },
  },
  traps: {
    'close 4400, a message that the protocol does not know': closes(4400, { sends: { type: 'nonsense' } }),
    'close 4401, subscribes before the greeting': closes(4401, {
      greeting: 'none',
      sends: { type: 'subscribe', id: '1', payload: { query: '{ hello }' } },
    }),
    'close 4408, no greeting': closes(4408, { greeting: 'none' }),
    'close 4429, a second greeting': closes(4429, { sends: { type: 'connection_init' } }),
  },
};

matrix({
  name: 'graphql-sse, graphql-ws',
  start,
  feeds: {
    'server-sent events, POST': {
      to: ({ http, channel }) => ({ recipe: 'graphql over sse', url: `${http}/graphql`, given: given(channel) }),
      questions: {
        ...QUESTIONS,
        refusal: {
          to: ({ http }) => ({
            recipe: 'graphql over sse',
            url: `${http}/graphql`,
            given: { more: { query: 'subscription { nothing }' } },
          }),
          // It is answered by 200, and by an event with the errors.
          error: { code: 'protocol', transient: false },
        },
      },
    },
    'WebSocket, graphql-transport-ws': overWebSocket,
  },
});
