// The result of a response: the same contained and in the page.
import type { ServerResponse } from 'node:http';
import { type Page } from '@playwright/test';
import { answering, ask, expect, test } from './fixtures';
import type { Traces } from './page';
import type { Answer } from './site';
import { poll } from '../support/poll';

// A trace adds listeners to the page, which these tests count, and takes longer than the calls.
test.use({ trace: 'off' });

interface Case {
  readonly name: string;
  readonly answer: Answer;
  readonly values?: unknown[];
  readonly code?: string;
  readonly transient?: boolean;
}

const NOT_JSON = { code: 'decode', transient: false };
const NOT_RUN = { code: 'script', transient: true };
const NOT_CALLED = { code: 'no-callback', transient: false };

const calling =
  (expression: string): Answer =>
  (callback) =>
    `${callback}(${expression})`;

const CASES: readonly Case[] = [
  {
    name: 'an object',
    answer: calling('{ a: [1, "two", null, true, { b: -0.5 }] }'),
    values: [{ a: [1, 'two', null, true, { b: -0.5 }] }],
  },
  { name: 'null', answer: calling('null'), values: [null] },
  { name: 'text beyond ASCII', answer: calling('"é 漢 \\u2028 😀 </script>"'), values: ['é 漢 \u2028 😀 </script>'] },
  {
    name: 'parts that are shared',
    answer: (callback) => `var part = { a: 1 }; ${callback}([part, part])`,
    values: [[{ a: 1 }, { a: 1 }]],
  },
  {
    name: 'a BOM and a comment',
    answer: (callback) => `\uFEFF/**/ typeof ${callback} === 'function' && ${callback}(1);`,
    values: [1],
  },
  { name: 'a second call', answer: (callback) => `${callback}(1); ${callback}(2)`, values: [1] },
  { name: 'a call, then an exception', answer: (callback) => `${callback}(1); throw new Error('after')`, values: [1] },
  { name: 'a getter that throws', answer: calling('{ get a() { throw 1 } }'), ...NOT_JSON },
  { name: 'no argument', answer: calling(''), ...NOT_JSON },
  { name: 'undefined inside', answer: calling('{ a: undefined }'), ...NOT_JSON },
  { name: 'a hole', answer: calling('[1, , 3]'), ...NOT_JSON },
  { name: 'NaN', answer: calling('{ a: NaN }'), ...NOT_JSON },
  { name: 'Infinity', answer: calling('[-Infinity]'), ...NOT_JSON },
  { name: 'a BigInt', answer: calling('1n'), ...NOT_JSON },
  { name: 'a function', answer: calling('{ run: function () {} }'), ...NOT_JSON },
  { name: 'toJSON', answer: calling('{ toJSON: function () { return 1 } }'), ...NOT_JSON },
  { name: 'a symbol', answer: calling('Symbol("s")'), ...NOT_JSON },
  { name: 'a Date', answer: calling('{ at: new Date(0) }'), ...NOT_JSON },
  { name: 'a Map', answer: calling('new Map([[1, 2]])'), ...NOT_JSON },
  { name: 'a RegExp', answer: calling('/x/'), ...NOT_JSON },
  { name: 'bytes', answer: calling('new Uint8Array(8)'), ...NOT_JSON },
  { name: 'a Blob', answer: calling('[new Blob(["x"])]'), ...NOT_JSON },
  { name: 'an Error', answer: calling('new Error("x")'), ...NOT_JSON },
  { name: 'a node', answer: calling('document.documentElement'), ...NOT_JSON },
  { name: 'a window', answer: calling('window'), ...NOT_JSON },
  { name: 'a proxy', answer: calling('new Proxy({}, { ownKeys() { throw 1 } })'), ...NOT_JSON },
  { name: 'a circle', answer: (callback) => `var o = { a: 1 }; o.self = o; ${callback}(o)`, ...NOT_JSON },
  {
    name: 'a depth of 100,000',
    answer: (callback) => `var o = []; for (var i = 0; i < 1e5; i++) o = [o]; ${callback}(o)`,
    ...NOT_JSON,
  },
  { name: 'an instance of a class', answer: calling('new (class A { a = 1 })()'), ...NOT_JSON },
  { name: 'a text of 512 Mi', answer: calling('"x".repeat(2 ** 29 - 25)'), code: 'overflow', transient: false },
  { name: 'ten million items', answer: calling('new Array(1e7).fill(0)'), code: 'overflow', transient: false },
  { name: 'a text of 17 Mi', answer: calling('"x".repeat(17 * 1024 * 1024)'), code: 'overflow', transient: false },
  {
    name: 'an array with a large length',
    answer: (callback) => `var a = []; a.length = 4294967295; ${callback}(a)`,
    ...NOT_JSON,
  },
  {
    name: 'a small value with a long JSON text',
    answer: (callback) => `var a = ['x'.repeat(99)]; for (var i = 0; i < 30; i++) a = [a, a]; ${callback}(a)`,
    code: 'overflow',
    transient: false,
  },
  { name: 'a syntax error', answer: (callback) => `${callback}({`, ...NOT_RUN },
  { name: 'an exception before the call', answer: () => 'throw new Error("before")', ...NOT_RUN },
  { name: 'another callback', answer: () => 'somebodyElse({ a: 1 })', ...NOT_RUN },
  {
    name: 'HTML',
    answer: (_, __, response) => (response.setHeader('content-type', 'text/html'), '<h1>Welcome</h1>'),
    ...NOT_RUN,
  },
  {
    name: 'HTML that may not be sniffed',
    answer: (_, __, response) => (
      response.setHeader('content-type', 'text/html').setHeader('x-content-type-options', 'nosniff'),
      '<p>'
    ),
    ...NOT_RUN,
  },
  { name: 'a 404', answer: (callback, _, response) => ((response.statusCode = 404), `${callback}(1)`), ...NOT_RUN },
  { name: 'a 500', answer: (callback, _, response) => ((response.statusCode = 500), `${callback}(1)`), ...NOT_RUN },
  { name: 'a reset', answer: (_, request) => (request.socket.resetAndDestroy(), undefined), ...NOT_RUN },
  { name: 'JSON without a call', answer: () => '[1, 2]', ...NOT_CALLED },
  { name: 'nothing', answer: () => '', ...NOT_CALLED },
  { name: 'a 204', answer: (_, __, response) => (response.writeHead(204).end(), undefined), ...NOT_CALLED },
];

for (const contain of [true, false]) {
  test.describe(contain ? 'contained' : 'in the page', () => {
    let page: Page;
    let before: Traces;
    // One page for all tests: it is faster, and shows that no response affects the next one.
    test.beforeAll(async ({ browser, site }) => {
      page = await browser.newPage();
      await page.goto(site.page());
      before = await page.evaluate(() => window.comet.traces());
    });
    test.afterAll(() => page.close());

    for (const { name, answer, values = [], code, transient } of CASES) {
      test(`${name}: ${code ?? JSON.stringify(values)}`, async ({ site }) => {
        const url = site.stranger(answering(site, answer));
        const outcome = await ask(page, url, { contain, timeout: 5_000 });
        expect(outcome.code).toBe(code);
        if (transient !== undefined) expect(outcome.transient).toBe(transient);
        expect(outcome.values).toEqual(values);
        expect(await page.evaluate(() => window.comet.traces())).toEqual(before);
      });
    }

    test('silence: timeout', async ({ site }) => {
      let response: ServerResponse | undefined;
      const path = answering(site, (_, __, held) => ((response = held), undefined));
      expect(await ask(page, site.stranger(path), { contain, timeout: 300 })).toMatchObject({
        code: 'timeout',
        transient: true,
      });
      response?.writeHead(500).end();
      await poll(() => page.evaluate(() => window.comet.traces())).toEqual(before);
    });

    test('an own __proto__ stays a property', async ({ site }) => {
      const url = site.stranger(
        answering(site, (callback) => `${callback}(JSON.parse('{"__proto__": {"polluted": 1}}'))`),
      );
      const seen = await page.evaluate(
        async ([to, how]) => {
          const [value] = (await window.comet.ask(to, { contain: how })).values;
          return { own: Object.keys(value as object), polluted: 'polluted' in {} || 'polluted' in (value as object) };
        },
        [url, contain] as const,
      );
      expect(seen).toEqual({ own: ['__proto__'], polluted: false });
    });

    test('a file that calls a fixed name: the answers of calls at the same time do not mix', async ({ site }) => {
      const urls = [300, 0, 150].map((wait) =>
        site.stranger(
          answering(site, (_, { url }, response) => {
            setTimeout(() => response.end(`feed(${JSON.stringify(url)})`), wait);
            return undefined;
          }),
        ),
      );
      const outcomes = urls.map((url) => ask(page, url, { contain, callbackName: 'feed', callbackParam: false }));
      expect((await Promise.all(outcomes)).map(({ values }) => values)).toEqual(
        urls.map((url) => [new URL(url).pathname]),
      );
      expect(await page.evaluate(() => 'feed' in window)).toBe(false);
      expect(await page.evaluate(() => window.comet.traces())).toEqual(before);
    });

    test('an unreachable server: script', async () => {
      expect(await ask(page, 'http://127.0.0.1:1/', { contain })).toMatchObject({ code: 'script', transient: true });
    });

    test('a redirect within the origin is followed', async ({ site }) => {
      const path = answering(site, (callback) => `${callback}('there')`);
      const from = answering(
        site,
        (callback, _, response) => (
          response.writeHead(302, { location: `${path}?callback=${callback}` }).end(),
          undefined
        ),
      );
      expect((await ask(page, site.stranger(from), { contain })).values).toEqual(['there']);
    });

    test('the query stays as it was written', async ({ site }) => {
      const path = answering(site, (_, request) => {
        const [, name = ''] = /&c%5Bb%5D=(\w+)/.exec(request.url ?? '') ?? [];
        return `${name}(${JSON.stringify(request.url)})`;
      });
      const outcome = await ask(page, site.stranger(`${path}?a=%20+&b;c%5Bb%5D=1&d=%2F#part`), {
        contain,
        callbackParam: 'c[b]',
      });
      expect(outcome.values).toEqual([
        expect.stringMatching(/\?a=%20\+&b;c%5Bb%5D=1&d=%2F&c%5Bb%5D=ngxComet_[0-9a-f]{22}$/),
      ]);
    });
  });
}
