import { DurableStreamTestServer } from '@durable-streams/server';
import { matrix } from './frame/matrix';
import type { RecipeName } from './frame/page';
import type { Backend, Feed } from './frame/server';

interface DurableStreams extends Backend {
  /** Nothing more can be appended to the stream. */
  close(channel: string): Promise<void>;
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function start(): Promise<DurableStreams> {
  const server = new DurableStreamTestServer({ port: 0, longPollTimeout: 700 });
  const origin = await server.start();
  const write = async (channel: string, method: string, more: RequestInit): Promise<void> => {
    const { ok, status } = await fetch(`${origin}/${channel}`, { method, headers: JSON_TYPE, ...more });
    if (!ok) throw new Error(`${method} was answered by ${status}`);
  };
  return {
    origin,
    publish: (channel, n) => write(channel, 'POST', { body: JSON.stringify([{ n }]) }),
    close: (channel) => write(channel, 'POST', { headers: { ...JSON_TYPE, 'stream-closed': 'true' } }),
    stop: () => server.stop(),
  };
}

function feed(recipe: RecipeName): Feed<DurableStreams> {
  return {
    to: ({ http, channel }) => ({ recipe, url: `${http}/${channel}` }),
    questions: {
      order: true,
      resume: { history: 'kept', says: 'resumed' },
      'other origin': true,
      refusal: {
        to: ({ http }) => ({ recipe, url: `${http}/nothing-here`, given: { more: { make: 'no' } } }),
        error: { code: 'http', status: 404, transient: false },
      },
      'end by the server': {
        act: (server, channel) => server.close(channel),
        reported: { end: 'complete' },
      },
    },
  };
}

matrix<DurableStreams>({
  name: 'Durable Streams',
  start,
  feeds: { 'long polling': feed('durable stream by long polls'), 'server-sent events': feed('durable stream by sse') },
});
