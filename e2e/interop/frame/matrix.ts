import { existsSync } from 'node:fs';
import { CELL, EXPLAINED, MISSING } from './annotations';
import { test } from './lab';
import { cuttingProxy, type CuttingProxy } from './proxy';
import { asked, type Asked } from './questions';
import type { Backend, Feed, Place, Server } from './server';

/** In the short form a feed is asked the first two of the common questions that it has, and one of the others, in turn. */
const SHORT = process.env['INTEROP_FORM'] === 'short';
let channels = 0;

/** Makes the tests of a server, one for each cell: `server › transport › question`. All of them share one running server. */
export function matrix<B extends Backend>(server: Server<B>): void {
  const missing = (server.programs ?? []).filter((program) => !existsSync(program));
  test.describe(server.name, () => {
    let running: B | undefined;
    let proxy: CuttingProxy | undefined;

    if (missing.length === 0) {
      test.beforeAll(async () => {
        // Some servers take seconds to start, more on a busy machine.
        test.setTimeout(120_000);
        running = await server.start();
        proxy = await cuttingProxy(Number(new URL(running.origin).port));
      });
      test.afterAll(async () => {
        proxy?.stop();
        await running?.stop();
      });
    }

    for (const [turn, [transport, feed]] of Object.entries(server.feeds).entries()) {
      test.describe(transport, () => {
        for (const [question, ask] of cellsOf(feed, turn)) {
          const told = { type: CELL, description: JSON.stringify([server.name, transport, question]) };
          if (ask === undefined || missing.length > 0) {
            const why =
              missing.length > 0
                ? { type: MISSING, description: `${missing.join(' and ')} is missing` }
                : { type: EXPLAINED, description: feed.explained?.[question] ?? '' };
            test(question, { annotation: [told, why] }, ({}, info) => {
              info.skip(true, why.description);
            });
            continue;
          }
          test(question, { annotation: told }, async ({ lab }) => {
            if (running === undefined || proxy === undefined) throw new Error('the server does not run');
            proxy.cut('accept');
            const { protocol } = new URL(running.origin);
            const place: Place = {
              http: `${protocol}//127.0.0.1:${proxy.port}`,
              ws: `${protocol === 'https:' ? 'wss:' : 'ws:'}//127.0.0.1:${proxy.port}`,
              channel: `c${process.pid}x${++channels}`,
            };
            await running.prepare?.(place.channel);
            await ask({ server: running, proxy, place, lab, subscribed: feed.to(place) });
          });
        }
      });
    }
  });
}

/** The questions of a feed, with what is done; `undefined` for those that are only explained. */
function cellsOf<B extends Backend>({ questions, traps = {}, explained = {} }: Feed<B>, turn: number) {
  const why = Object.keys(explained).map((question) => [question, undefined] as const);
  return [...sampled(asked(questions), turn), ...Object.entries(traps), ...why] satisfies readonly (
    Asked<B> | readonly [string, undefined]
  )[];
}

function sampled<Q>(questions: readonly Q[], turn: number): readonly Q[] {
  if (!SHORT) return questions;
  const [first, second, ...others] = questions;
  return [first, second, others[turn % Math.max(1, others.length)]].filter((question) => question !== undefined);
}
