// Many calls leave nothing behind, and their responses never mix.
import { answering, expect, test } from './fixtures';
import { poll } from '../support/poll';

/** The number of calls. A thousand take a browser more than a minute, so they have a command of their own. */
const CALLS = process.env['E2E_LONG'] === undefined ? 100 : 1_000;

// A trace adds listeners to the page, which these tests count, and takes longer than the calls.
test.use({ trace: 'off' });

for (const contain of [true, false]) {
  test.describe(contain ? 'contained' : 'in the page', () => {
    test(`${CALLS} calls leave nothing behind`, async ({ open, site }) => {
      test.setTimeout(300_000);
      const page = await open();
      const good = site.stranger(answering(site, (callback, request) => `${callback}(${JSON.stringify(request.url)})`));
      const bad = site.stranger(answering(site, () => 'throw 1'));
      const mute = site.stranger(answering(site, () => ''));
      const missing = site.stranger('/missing');
      const result = await page.evaluate(
        async ([urls, calls, how]) => {
          const before = window.comet.traces();
          const codes: Record<string, number> = {};
          const worker = async (first: number): Promise<void> => {
            for (let index = first; index < calls; index += 8) {
              // Two of ten calls are unsubscribed before they end.
              const url = urls[index % urls.length] ?? '';
              if (index % 10 < 2) {
                await window.comet.askAndLeave(url, index % 40, { contain: how });
                continue;
              }
              const { code = 'answer' } = await window.comet.ask(url, { contain: how });
              codes[code] = (codes[code] ?? 0) + 1;
            }
          };
          await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(worker));
          return { before, codes };
        },
        [[good, good, bad, good, mute, good, missing], CALLS, contain] as const,
      );
      expect(Object.keys(result.codes).sort()).toEqual(['answer', 'no-callback', 'script']);
      // A load without a subscriber ends by itself.
      await poll(() => page.evaluate(() => window.comet.traces())).toEqual(result.before);
    });

    test('unsubscribing while the server is silent leaves nothing in the page', async ({ open, site }) => {
      const page = await open();
      const before = await page.evaluate(() => window.comet.traces());
      let closed = false;
      let finish: (() => void) | undefined;
      const path = answering(site, (callback, request, response) => {
        request.socket.on('close', () => (closed = true));
        finish = () => response.end(`${callback}('late'); window.ran = true`);
        return undefined;
      });
      const left = page.evaluate(([url, how]) => window.comet.askAndLeave(url, 1_000, { contain: how }), [
        site.stranger(path),
        contain,
      ] as const);
      await poll(() => finish !== undefined).toBe(true);
      await left;
      // A browser aborts the load of a script only if its frame is removed.
      const waiting = await page.evaluate(() => window.comet.traces());
      expect(waiting).toEqual({ ...before, globals: contain ? [] : [expect.any(String)] });
      if (contain) await poll(() => closed).toBe(true);
      finish?.();
      await poll(() => page.evaluate(() => window.comet.traces())).toEqual(before);
      await poll(() => page.evaluate(() => 'ran' in window)).toBe(!contain);
    });

    test('50 calls at once never mix', async ({ open, site }) => {
      const page = await open();
      const url = site.stranger(
        answering(site, (callback, request, response) => {
          const id = new URL(request.url ?? '', 'http://stranger').searchParams.get('id') ?? '';
          // The responses arrive out of order, and each calls twice.
          setTimeout(() => response.end(`${callback}('${id}'); ${callback}('again')`), (Number(id) * 37) % 200);
          return undefined;
        }),
      );
      const outcomes = await page.evaluate(
        ([to, how]) =>
          Promise.all(
            Array.from({ length: 50 }, (_, id) =>
              window.comet.ask(`${to}?id=${id}`, { contain: how, timeout: 30_000 }),
            ),
          ),
        [url, contain] as const,
      );
      expect(outcomes.map(({ values }) => values)).toEqual(Array.from({ length: 50 }, (_, id) => [String(id)]));
      await poll(() => page.evaluate(() => window.comet.traces())).toMatchObject({
        frames: 0,
        scripts: 1,
        globals: [],
      });
    });
  });
}
