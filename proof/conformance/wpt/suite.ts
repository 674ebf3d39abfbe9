import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { CHROMIUM } from '../../../tools/browser/chromium.ts';
import type { ProofRow } from '../../../tools/proof/table.ts';
import { bundle } from '../support/bundle.ts';
import { withFolder } from '../support/folder.ts';
import { rowsOf, skipped, type TestResult } from '../support/suite.ts';
import { NATIVE, OURS } from './explained.ts';
import { HOST, RESOLVE, serveTests } from './server.ts';

const LIMIT = 900_000;
/** Milliseconds of one page. The suite's own limit is 10 s. */
const PAGE_LIMIT = 40_000;
/** Pages at a time. Most of them wait. */
const AT_ONCE = 4;

/** In a page: what the suite's harness gives, and what this file adds. */
declare function add_completion_callback(
  done: (tests: readonly HarnessTest[], status: { readonly status: number; readonly message: string | null }) => void,
): void;
declare const told: (results: readonly HarnessTest[]) => void;

interface HarnessTest {
  readonly name: string;
  /** 0 is a pass. */
  readonly status: number;
  readonly message: string | null;
}

/** The web platform tests of EventSource in Chromium: with its own, and with the one over `sse$`. */
export async function webPlatformTests(root: string | undefined): Promise<ProofRow[]> {
  if (root === undefined)
    return skipped('WPT eventsource', { variable: 'WPT_ROOT', repository: 'web-platform-tests/wpt' });
  const facade = await bundle(new URL('event-source.ts', import.meta.url), 'browser');
  return withFolder(async (folder) => {
    const server = await serveTests(root, folder, LIMIT);
    const browser = await chromium.launch({ ...CHROMIUM, args: [...CHROMIUM.args, RESOLVE] });
    try {
      const pages = pagesIn(root);
      const run = (script?: string): Promise<TestResult[]> => runAll(browser, server.origin, pages, script);
      const native = await run();
      const ours = await run(facade);
      return [
        ...rowsOf({ suite: "WPT eventsource, Chromium's own", results: native, explained: NATIVE }),
        ...rowsOf({ suite: 'WPT eventsource, sse$', results: ours, explained: OURS }),
      ];
    } finally {
      await browser.close();
      await server.stop();
    }
  });
}

interface TestPage {
  /** The group of its tests: where they run. */
  readonly group: string;
  /** The file of the suite that it is made of. */
  readonly file: string;
  readonly path: string;
}

/** The pages that the suite's server makes of its files. */
export function pagesIn(root: string): TestPage[] {
  const files = readdirSync(join(root, 'eventsource'), { recursive: true, encoding: 'utf8' }).sort();
  return files.flatMap((file) => {
    const page = (group: string, name = file): TestPage => ({ group, file, path: `/eventsource/${name}` });
    const [, stem, kind] = /^(.*?)(\.any\.js|\.window\.js|\.worker\.js|\.htm)$/.exec(file) ?? [];
    if (stem === undefined || file.startsWith('resources/')) return [];
    if (kind === '.window.js') return [page('window', `${stem}.window.html`)];
    if (kind === '.worker.js') return [page('dedicated worker', `${stem}.worker.html`)];
    if (kind === '.htm') return [page(/^(dedicated|shared)-worker/.exec(file)?.[0].replace('-', ' ') ?? 'window')];
    const text = readFileSync(join(root, 'eventsource', file), 'utf8');
    const globals = /META: global=(\S+)/.exec(text)?.[1]?.split(',') ?? ['window', 'dedicatedworker'];
    return [
      ...(globals.includes('window') ? [page('window', `${stem}.any.html`)] : []),
      ...(/\b(?:dedicated)?worker\b/.test(globals.join()) ? [page('dedicated worker', `${stem}.any.worker.html`)] : []),
    ];
  });
}

async function runAll(
  browser: Browser,
  origin: string,
  pages: readonly TestPage[],
  facade?: string,
): Promise<TestResult[]> {
  const results = new Map<TestPage, TestResult[]>();
  const waiting = [...pages];
  const visitor = async (): Promise<void> => {
    let tab: Tab | undefined;
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      tab ??= await Tab.open(browser, facade);
      const seen = await tab.run(origin + page.path);
      results.set(page, resultsOf(page, seen));
      if (seen !== undefined) continue;
      // It may still be busy.
      await tab.close();
      tab = undefined;
    }
    await tab?.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, visitor));
  return pages.flatMap((page) => results.get(page) ?? []);
}

function resultsOf({ group, file }: TestPage, tests: readonly HarnessTest[] | undefined): TestResult[] {
  if (tests === undefined) return [{ group, name: file, failure: `no result within ${PAGE_LIMIT / 1_000} s` }];
  return tests.map(({ name, status, message }) => ({
    group,
    name: `${file}: ${name}`,
    failure: status === 0 ? undefined : (message ?? `status ${status}`),
  }));
}

/** A tab with cookies of its own: they are a part of some tests. */
class Tab {
  #told: (results: readonly HarnessTest[]) => void = () => undefined;
  readonly #context: BrowserContext;
  readonly #page: Page;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.#page = page;
  }

  /** `facade` takes the place of the browser's EventSource in every frame and worker. */
  static async open(browser: Browser, facade?: string): Promise<Tab> {
    const context = await browser.newContext();
    const tab = new Tab(context, await context.newPage());
    await context.exposeFunction('told', (results: readonly HarnessTest[]) => {
      tab.#told(results);
    });
    await context.route('**/resources/testharnessreport.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: `(${reportWhenDone.toString()})()` }),
    );
    if (facade === undefined) return tab;
    await context.addInitScript(facade);
    await context.route(/\.worker\.js$|-worker\/[^/]*\.js$/, async (route) => {
      // Node does not know the name of the server.
      const response = await route.fetch({ url: route.request().url().replace(HOST, '127.0.0.1') });
      await route.fulfill({ response, body: `${facade}\n${await response.text()}` });
    });
    return tab;
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  /** `undefined` if the page did not end in time. */
  async run(url: string): Promise<readonly HarnessTest[] | undefined> {
    const results = Promise.withResolvers<readonly HarnessTest[] | undefined>();
    const limit = setTimeout(results.resolve, PAGE_LIMIT, undefined);
    this.#told = results.resolve;
    try {
      await this.#context.clearCookies();
      await this.#page.goto(url, { waitUntil: 'commit' });
      return await results.promise;
    } finally {
      clearTimeout(limit);
      this.#told = () => undefined;
    }
  }
}

/** Runs in the page, in place of the suite's own report. */
function reportWhenDone(): void {
  add_completion_callback((tests, { status, message }) => {
    const all = tests.map(({ name, status, message }) => ({ name, status, message }));
    // The harness itself failed, such as by an error outside of all tests.
    if (status === 1 || all.length === 0) all.push({ name: 'the harness', status, message });
    told(all);
  });
}
