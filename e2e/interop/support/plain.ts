// What is asked of a server that an application makes of a framework. The paths are `/sse/CHANNEL`, `/lines/CHANNEL`, …,
// which go on after `Last-Event-ID` or `?after=`, and `/refused/STATUS`.
import { expect } from '@playwright/test';
import { poll } from '../../support/poll';
import { open, publish, receives, type Cell } from '../frame/cell';
import type { Given, RecipeName } from '../frame/page';
import type { Backend, Feed, Questions } from '../frame/server';

/** A server of {@link Channels}. */
export interface Plain extends Backend {
  /** How many requests for the channel there were. */
  asked(channel: string): number;
}

/** After this time without a message the servers end what they hold. */
export const IDLE = 700;
/** The body of a refusal. */
export const REFUSAL = 'not for you';
export const JSON_LINES = 'application/x-ndjson';

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

async function busy({ lab, place }: Cell, recipe: RecipeName, given: Given): Promise<void> {
  await lab.visit(place.http);
  const feed = await lab.start({ recipe, url: `${place.http}/refused/503`, given });
  const lost = async (): Promise<unknown> => (await feed.seen()).lost[0];
  await poll(lost).toMatchObject({ code: 'http', status: 503, transient: true, retryAfter: 1_000 });
  await feed.stop();
}

const streamOf = (path: string, framing: string): Feed<Plain> =>
  over(
    'http-stream',
    path,
    { ...RESUMES, options: { ...RESUMES.options, framing } },
    { resume: { history: 'kept', says: 'unknown' }, 'idle end': ENDED },
  );

const sse = (says: 'resumed' | 'unknown', given: Given = {}): Feed<Plain> =>
  over('sse', 'sse', given, { resume: { history: 'kept', says }, 'idle end': ENDED });

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
