// What is asked of a server that an application makes of a framework. The paths are `/sse/CHANNEL`, `/lines/CHANNEL`, …,
// which go on after `Last-Event-ID` or `?after=`, and `/refused/STATUS`.
import { expect } from '@playwright/test';
import { poll } from '../../support/poll';
import { numbers, open, publish, receives, type Cell } from '../frame/cell';
import type { Given, RecipeName } from '../frame/page';
import type { Backend, Feed, Questions } from '../frame/server';

/** A server of {@link Channels}. */
export interface Plain extends Backend {
  /** How many requests for the channel there were. */
  asked(channel: string): number;
  /** Ends all answers of the channel. */
  end(channel: string): void;
}

/** After this time without a message the servers end what they hold. */
export const IDLE = 700;
/** The body of a refusal. */
export const REFUSAL = 'not for you';
export const JSON_LINES = 'application/x-ndjson';
export const EVENTS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };
/** What a page of another origin needs. */
export const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'last-event-id, content-type',
  'access-control-expose-headers': 'last-event-id, retry-after',
};
export const asArray = (numbers: readonly number[]): readonly object[] => numbers.map((n) => ({ n }));
export const echoOf = (body: unknown): string => `data: ${JSON.stringify(body)}\n\nevent: done\ndata: {}\n\n`;

/** The forms of a numbered message on the wire. */
export const event = (n: number): string => `id: ${n}\ndata: {"n":${n}}\n\n`;
export const line = (n: number): string => `{"n":${n}}\n`;

/** The server ended its answer, and the feed goes on with the next one. */
const ENDED = { lost: [{ code: 'closed', transient: true }] } as const;
const RESUMES = { idFrom: 'n', options: { resume: { query: 'after' } } } as const;

function over(
  recipe: RecipeName,
  path: string,
  given: Given,
  questions: Omit<Questions<Plain>, 'refusal'>,
): Feed<Plain> {
  return {
    to: ({ http, channel }) => ({ recipe, url: `${http}/${path}/${channel}`, given }),
    questions: {
      order: true,
      'other origin': true,
      'hang-up': true,
      ...questions,
      refusal: {
        to: ({ http }) => ({ recipe, url: `${http}/refused/403`, given }),
        error: { code: 'http', status: 403, transient: false, body: REFUSAL },
      },
    },
    traps: {
      'busy, with Retry-After': (cell) => busy(cell, recipe, given),
    },
  };
}

/** The server ends its answer again and again, and nothing is lost or comes twice. */
async function manyAnswers(cell: Cell<Plain>): Promise<void> {
  const feed = await open(cell);
  for (let round = 1; round <= 5; round++) {
    await publish(cell, 3 * round - 2, 3 * round);
    await receives(feed, numbers(1, 3 * round));
    cell.server.end(cell.place.channel);
    await poll(async () => (await feed.seen()).lost.length, { message: 'answers that ended' }).toBeGreaterThanOrEqual(
      round,
    );
  }
  await feed.stop();
}

/** A POST is answered by an event with its body, and by one with the name `done`. */
async function echo({ lab, place }: Cell): Promise<void> {
  await lab.visit(place.http);
  const headers = { 'Content-Type': 'application/json' };
  const given = { retryAfter: 60_000, options: { method: 'POST', body: '{"q":"é"}', headers } };
  const feed = await lab.start({ recipe: 'sse', url: `${place.http}/echo`, given });
  await poll(async () => (await feed.seen()).data).toEqual([{ q: 'é' }, {}]);
  await feed.stop();
}

/** By default the end of an answer is the end of the feed. */
async function completes(cell: Cell): Promise<void> {
  await cell.lab.visit(cell.place.http);
  const { recipe, url, given } = cell.subscribed;
  const feed = await cell.lab.start({
    recipe,
    url,
    given: { ...given, options: { ...given?.options, onEnd: 'complete' } },
  });
  await publish(cell, 1, 5);
  await receives(feed, [1, 2, 3, 4, 5]);
  await poll(async () => (await feed.seen()).end).toBe('complete');
}

async function busy({ lab, place }: Cell, recipe: RecipeName, given: Given): Promise<void> {
  await lab.visit(place.http);
  const feed = await lab.start({ recipe, url: `${place.http}/refused/503`, given });
  const lost = async (): Promise<unknown> => (await feed.seen()).lost[0];
  await poll(lost).toMatchObject({ code: 'http', status: 503, transient: true, retryAfter: 1_000 });
  await feed.stop();
}

function streamOf(path: string, framing: string): Feed<Plain> {
  const given = { ...RESUMES, options: { ...RESUMES.options, framing } };
  const feed = over('http-stream', path, given, { resume: { history: 'kept', says: 'unknown' }, 'idle end': ENDED });
  return { ...feed, traps: { ...feed.traps, 'completes at the end': completes } };
}

function sse(says: 'resumed' | 'unknown'): Feed<Plain> {
  const feed = over('sse', 'sse', {}, { resume: { history: 'kept', says }, 'idle end': ENDED });
  return { ...feed, traps: { ...feed.traps, 'a POST that is answered by events': echo, 'many answers': manyAnswers } };
}

export const PLAIN = {
  sse: sse('unknown'),
  /** The server answers `Last-Event-ID` with the same header. */
  'sse, confirmed': sse('resumed'),
  'http stream, lines': streamOf('lines', 'lines'),
  'http stream, json': streamOf('json', 'json'),
  'http stream, json-seq': streamOf('json-seq', 'json-seq'),
  'long polling': over(
    'long polling',
    'poll',
    { ...RESUMES, options: { ...RESUMES.options, framing: 'json' } },
    { resume: { history: 'kept', says: 'unknown' }, 'idle end': { lost: [] } },
  ),
  jsonp: {
    to: ({ http, channel }) => ({
      recipe: 'jsonp polling',
      url: `${http}/jsonp/${channel}`,
      given: { ...RESUMES, options: { ...RESUMES.options, batch: true } },
    }),
    questions: {
      order: true,
      'other origin': true,
      'hang-up': true,
      resume: { history: 'kept', says: 'unknown' },
      refusal: {
        to: ({ http }) => ({ recipe: 'jsonp', url: `${http}/refused/403`, given: { retryAfter: false } }),
        // A page sees of a script only that it did not load.
        error: { code: 'script', transient: true },
      },
    },
    traps: {
      'idle end': async (cell) => {
        const { server, place } = cell;
        const feed = await open(cell);
        await publish(cell, 1);
        await receives(feed, [1]);
        const before = server.asked(place.channel);
        await poll(() => server.asked(place.channel), { message: 'requests' }).toBeGreaterThan(before + 1);
        await publish(cell, 2);
        await receives(feed, [1, 2]);
        expect((await feed.seen()).lost).toEqual([]);
        await feed.stop();
      },
    },
  },
} as const satisfies Readonly<Record<string, Feed<Plain>>>;
