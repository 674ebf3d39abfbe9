import { existsSync } from 'node:fs';
import type { Cell } from './cell';
import { test } from './lab';
import { cuttingProxy, type CuttingProxy } from './proxy';
import { ASK } from './questions';
import type { Backend, Feed, Place, Question, Server } from './server';

/** What the reporter reads of a test. */
export const CELL = 'cell';
export const EXPLAINED = 'explained';
export const MISSING = 'missing';

let channels = 0;

/** Makes the tests of a server, one for each cell: `server › transport › question`. All of them share one running server. */
export function matrix<B extends Backend>(server: Server<B>): void {
  const missing = (server.programs ?? []).filter((program) => !existsSync(program));
  test.describe(server.name, () => {
    let running: B | undefined;
    let proxy: CuttingProxy | undefined;

    if (missing.length === 0) {
      test.beforeAll(async () => {
        running = await server.start();
        proxy = await cuttingProxy(Number(new URL(running.origin).port));
      });
      test.afterAll(async () => {
        proxy?.stop();
        await running?.stop();
      });
    }

    for (const [transport, feed] of Object.entries(server.feeds)) {
      test.describe(transport, () => {
        for (const [question, ask] of asked(feed)) {
          const told = { type: CELL, description: JSON.stringify([server.name, transport, question]) };
          const explained = feed.explained?.[question];
          if (ask === undefined || missing.length > 0) {
            const why =
              missing.length > 0
                ? { type: MISSING, description: `${missing.join(' and ')} is missing` }
                : { type: EXPLAINED, description: explained ?? '' };
            test.skip(question, { annotation: [told, why] }, () => undefined);
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
            await ask({ server: running, proxy, place, lab, subscribed: feed.to(place) });
          });
        }
      });
    }
  });
}

type Asked<B extends Backend> = readonly [question: string, ask: ((cell: Cell<B>) => Promise<void>) | undefined];

/** The questions of a feed, with what is done; `undefined` for those that are only explained. */
function asked<B extends Backend>({ questions, traps = {}, explained = {} }: Feed<B>): readonly Asked<B>[] {
  return [
    ...(Object.keys(questions) as Question[]).map((question): Asked<B> => [question, asker(questions, question)]),
    ...Object.entries(traps),
    ...Object.keys(explained).map((question): Asked<B> => [question, undefined]),
  ];
}

function asker<B extends Backend, Q extends Question>(
  questions: Feed<B>['questions'],
  question: Q,
): (cell: Cell<B>) => Promise<void> {
  const how = questions[question];
  if (how === undefined) throw new Error(`nothing is said about ${question}`);
  return (cell) => ASK[question](cell, how as never);
}
