import { settings } from '../session/settings';

it('a store that always throws is logged at once, and then every 10 s at most', () => {
  let now = 0;
  const lines: string[] = [];
  const failing = {
    get: () => undefined,
    set: () => {
      throw new Error('full');
    },
  };
  const { store } = settings({
    resume: { store: failing },
    logger: { warn: (line: string) => lines.push(line) },
    clock: { now: () => now, schedule: () => fail('a timer') },
  });
  for (let id = 0; id < 1_000; id++) store?.set(String(id));
  expect(lines).toEqual(['ngx-comet: resume.store failed: Error: full']);
  now = 10_000;
  store?.set('last');
  expect(lines.slice(1)).toEqual(['ngx-comet: resume.store failed: Error: full (and 999 more since the last warning)']);
});

const fail = (what: string): never => {
  throw new Error(what);
};
