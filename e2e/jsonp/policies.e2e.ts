// Under a content policy of the page, a call works, or quickly reports which directive forbids it.
import { mergeTests, type Page } from '@playwright/test';
import { oneTab } from '../support/one-tab';
import { answering, ask, expect, test as base } from './fixtures';

const test = mergeTests(base, oneTab);

// A trace adds listeners to the page, which these tests count, and takes longer than the calls.
test.use({ trace: 'off' });

interface Case {
  readonly name: string;
  /** `ORIGIN` stands for the origin of the script. The page's own script has the page's origin and the nonce. */
  readonly csp: string;
  readonly nonce?: string;
  readonly trustedTypesPolicy?: string;
  /** The parts that the message must contain; none if the call works. */
  readonly contained: readonly string[];
  readonly inPage: readonly string[];
}

const INLINE = ['script-src', 'inline script of the frame', 'nonce', 'sha256-'];
const ORIGIN = ['script-src', 'scripts from http://localhost:', 'nonce'];
const SINK = ["require-trusted-types-for 'script'", '"ngx-comet"', 'trusted-types', 'trustedTypesPolicy'];
const STRICT = "script-src 'nonce-page' 'strict-dynamic'; base-uri 'none'; object-src 'none'";
const TRUSTED = "require-trusted-types-for 'script'; trusted-types comet other";

const CASES: readonly Case[] = [
  { name: 'the page allows its own scripts only', csp: "script-src 'self'", contained: INLINE, inPage: ORIGIN },
  { name: 'the same by default-src', csp: "default-src 'self'", contained: INLINE, inPage: ORIGIN },
  { name: 'the origin is listed', csp: "script-src 'self' ORIGIN", contained: INLINE, inPage: [] },
  {
    name: 'inline is allowed, the origin is not',
    csp: "script-src 'self' 'unsafe-inline'",
    contained: ORIGIN,
    inPage: ORIGIN,
  },
  {
    name: 'inline and the origin are allowed',
    csp: "script-src 'self' 'unsafe-inline' ORIGIN",
    contained: [],
    inPage: [],
  },
  { name: 'a nonce, given', csp: "script-src 'nonce-page'", nonce: 'page', contained: [], inPage: [] },
  { name: 'a nonce, not given', csp: "script-src 'nonce-page'", contained: INLINE, inPage: ORIGIN },
  {
    name: 'a nonce, and another given',
    csp: "script-src 'nonce-page'",
    nonce: 'other',
    contained: INLINE,
    inPage: ORIGIN,
  },
  { name: 'strict-dynamic with a nonce, given', csp: STRICT, nonce: 'page', contained: [], inPage: [] },
  { name: 'strict-dynamic with a nonce, not given', csp: STRICT, contained: INLINE, inPage: [] },
  { name: 'no frames', csp: "frame-src 'none'; child-src 'none'", contained: [], inPage: [] },
  { name: 'no base', csp: "base-uri 'none'", contained: [], inPage: [] },
  { name: 'Trusted Types, no policy given, ngx-comet not listed', csp: TRUSTED, contained: SINK, inPage: SINK },
  { name: 'Trusted Types, no policy given, ngx-comet listed', csp: `${TRUSTED} ngx-comet`, contained: [], inPage: [] },
  { name: 'Trusted Types, any policy', csp: "require-trusted-types-for 'script'", contained: [], inPage: [] },
  { name: 'Trusted Types, not required', csp: "trusted-types 'none'", contained: [], inPage: [] },
  { name: 'Trusted Types, a policy named', csp: TRUSTED, trustedTypesPolicy: 'comet', contained: [], inPage: [] },
  {
    name: 'Trusted Types, a name that is not listed',
    csp: TRUSTED,
    trustedTypesPolicy: 'unheard',
    contained: ['"unheard"', 'trusted-types'],
    inPage: ['"unheard"', 'trusted-types'],
  },
  {
    name: 'no policy required, one named',
    csp: "script-src 'nonce-page'",
    nonce: 'page',
    trustedTypesPolicy: 'comet',
    contained: [],
    inPage: [],
  },
  {
    name: 'all of it',
    csp: `${STRICT}; ${TRUSTED}; default-src 'none'`,
    nonce: 'page',
    trustedTypesPolicy: 'other',
    contained: [],
    inPage: [],
  },
];

const originOf = (url: string): string => new URL(url).origin;

for (const contain of [true, false]) {
  test.describe(contain ? 'contained' : 'in the page', () => {
    for (const { name, csp, nonce, trustedTypesPolicy, contained, inPage } of CASES) {
      const named = contain ? contained : inPage;
      test(`${name}: ${named.length === 0 ? 'works' : 'unsupported'}`, async ({ open, site }) => {
        const url = site.stranger(answering(site, (callback) => `${callback}('answer')`));
        const page = await open({ csp: csp.replaceAll('ORIGIN', originOf(url)), nonce: 'page' });
        // The second time the named policy exists already.
        for (const time of [1, 2]) {
          const outcome = await ask(page, url, { contain, nonce, trustedTypesPolicy });
          expect(outcome.values, String(time)).toEqual(named.length === 0 ? ['answer'] : []);
          expect(outcome.code).toBe(named.length === 0 ? undefined : 'unsupported');
          for (const part of named) expect(outcome.message).toContain(part);
          expect(outcome.ms).toBeLessThan(3_000);
          expect(await page.evaluate(() => window.comet.traces())).toMatchObject({
            frames: 0,
            scripts: 1,
            globals: [],
          });
        }
      });
    }

    test('Trusted Types, a policy of the page: it is used', async ({ open, site }) => {
      const url = site.stranger(answering(site, (callback) => `${callback}('answer')`));
      const page = await open({ csp: TRUSTED });
      expect(await askWithPolicy(page, url, contain, false)).toEqual({
        values: ['answer'],
        used: contain ? 'createHTML' : 'createScriptURL',
      });
    });

    test('Trusted Types, a policy of the page that refuses: unsupported', async ({ open, site }) => {
      const url = site.stranger(answering(site, (callback) => `${callback}('answer')`));
      const page = await open({ csp: TRUSTED });
      expect(await askWithPolicy(page, url, contain, true)).toMatchObject({
        values: [],
        code: 'unsupported',
        message: expect.stringContaining('"comet"'),
      });
    });
  });
}

test('the hash that the message names is enough beside the origin', async ({ open, site }) => {
  const url = site.stranger(answering(site, (callback) => `${callback}('answer')`));
  const refused = await ask(await open({ csp: "script-src 'self'" }), url);
  const [hash = ''] = /'sha256-[^']+'/.exec(refused.message ?? '') ?? [];
  const page = await open({ csp: `script-src 'self' ${originOf(url)} ${hash}` });
  expect((await ask(page, url)).values).toEqual(['answer']);
});

for (const contain of [true, false]) {
  const how = contain ? 'contained' : 'in the page';
  test(`Trusted Types, a default policy that changes or refuses strings, ${how}: the policy ngx-comet is used`, async ({
    open,
    site,
  }) => {
    const url = site.stranger(answering(site, (callback) => `${callback}('answer')`));
    for (const rule of ['changes', 'refuses']) {
      const page = await open({ csp: "require-trusted-types-for 'script'; trusted-types default ngx-comet" });
      await page.evaluate((to) => {
        const change = (): string => (to === 'changes' ? '/bundle.js' : (null as unknown as string));
        const rules = { createHTML: change, createScriptURL: change };
        (window as unknown as Trusting).trustedTypes.createPolicy('default', rules);
      }, rule);
      expect((await ask(page, url, { contain })).values).toEqual(['answer']);
    }
  });

  test(`Trusted Types, ${how}: a page that requires them reports one violation, one that only reports, each call`, async ({
    open,
    site,
  }) => {
    const url = site.stranger(answering(site, (callback) => `${callback}('answer')`));
    for (const [options, expected] of [
      [{ csp: "require-trusted-types-for 'script'" }, 1],
      [{ reportOnly: "require-trusted-types-for 'script'" }, 2],
    ] as const) {
      const page = await open(options);
      const violations = page.evaluate(
        async ([to, contained]) => {
          let count = 0;
          document.addEventListener('securitypolicyviolation', () => count++);
          for (const _ of [1, 2]) await window.comet.ask(to, { contain: contained });
          return count;
        },
        [url, contain] as const,
      );
      expect(await violations).toBe(expected);
    }
  });
}

test('a report-only policy does not stop a call, and is not reported as the reason of a failure', async ({
  open,
  site,
}) => {
  const page = await open({ reportOnly: "script-src 'none'" });
  expect((await ask(page, site.stranger(answering(site, (callback) => `${callback}('answer')`)))).values).toEqual([
    'answer',
  ]);
  expect((await ask(page, site.stranger('/missing'))).code).toBe('script');
  expect((await ask(page, site.stranger('/missing'), { contain: false })).code).toBe('script');
});

test('cookies of the site are sent only in the page', async ({ open, site }) => {
  const page = await open();
  const url = site.neighbour(
    answering(site, (callback, request) => `${callback}(${JSON.stringify(request.headers.cookie ?? null)})`),
  );
  expect((await ask(page, url)).values).toEqual([null]);
  expect((await ask(page, url, { contain: false })).values).toEqual(['page=cookie-secret']);
});

interface Trusting {
  readonly trustedTypes: {
    createPolicy(
      name: string,
      rules: Record<string, (input: string) => string>,
    ): NonNullable<Exclude<AskPolicy, string>>;
  };
}

type AskPolicy = NonNullable<Parameters<Window['comet']['ask']>[1]>['trustedTypesPolicy'];

function askWithPolicy(page: Page, url: string, contain: boolean, refuses: boolean): Promise<Record<string, unknown>> {
  return page.evaluate(
    async ([to, contained, refusing]) => {
      let used: string | undefined;
      const rule =
        (name: string) =>
        (input: string): string => {
          if (refusing) throw new Error('refused');
          used = name;
          return input;
        };
      const trustedTypesPolicy = (window as unknown as Trusting).trustedTypes.createPolicy('comet', {
        createHTML: rule('createHTML'),
        createScriptURL: rule('createScriptURL'),
      });
      const { ms: _, ...outcome } = await window.comet.ask(to, { contain: contained, trustedTypesPolicy });
      return used === undefined ? outcome : { ...outcome, used };
    },
    [url, contain, refuses] as const,
  );
}
