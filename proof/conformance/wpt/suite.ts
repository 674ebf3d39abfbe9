import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { CHROMIUM } from '../../../tools/browser/chromium.ts';
import type { ProofRow } from '../../../tools/proof/table.ts';
import { bundle } from '../../support/bundle.ts';
import { withFolder } from '../support/folder.ts';
import { rowsOf, skipped, type TestResult } from '../support/suite.ts';
import { layOut, pagesIn, prepend, type TestPage } from './documents.ts';
import { NATIVE, OURS } from './explained.ts';
import { RESOLVE, serveTests } from './server.ts';

const LIMIT = 900_000;
/** Milliseconds of one page. The suite's own limit is 10 s. */
const PAGE_LIMIT = 40_000;
/** Pages at a time. Most of them wait. */
const AT_ONCE = 3;

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

/**
 * The web platform tests of EventSource in Chromium: with its own, and with the one over `sse$`. The short form asks only
 * the latter, in windows.
 */
export async function webPlatformTests(root: string | undefined, form: 'short' | 'full'): Promise<ProofRow[]> {
  if (root === undefined)
    return skipped('WPT eventsource', { variable: 'WPT_ROOT', repository: 'web-platform-tests/wpt' });
  const facade = await bundle(new URL('event-source.ts', import.meta.url), 'browser');
  return withFolder(async (documents) => {
    layOut(root, documents);
    const all = pagesIn(documents);
    const pages = form === 'full' ? all : all.filter(({ group }) => group === 'window');
    const server = await serveTests(root, documents, LIMIT);
    const browser = await chromium.launch({ ...CHROMIUM, args: [...CHROMIUM.args, RESOLVE] });
    try {
      const native = form === 'full' ? await runAll(browser, server.origin, pages) : undefined;
      prepend(facade, documents);
      const ours = await runAll(browser, server.origin, pages, facade);
      return [
        ...(native ? rowsOf({ suite: "WPT eventsource, Chromium's own", results: native, explained: NATIVE }) : []),
        ...rowsOf({ suite: 'WPT eventsource, sse$', results: ours, explained: OURS }),
      ];
    } finally {
      await browser.close();
      await server.stop();
    }
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

  /** `facade` takes the place of the browser's EventSource in every frame. */
  static async open(browser: Browser, facade?: string): Promise<Tab> {
    const context = await browser.newContext();
    const tab = new Tab(context, await context.newPage());
    await context.exposeFunction('told', (results: readonly HarnessTest[]) => {
      tab.#told(results);
    });
    await context.route('**/resources/testharnessreport.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: `(${reportWhenDone.toString()})()` }),
    );
    if (facade !== undefined) await context.addInitScript(facade);
    return tab;
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  /** `undefined` if the page did not end in time. */
  async run(url: string): Promise<readonly HarnessTest[] | undefined> {
    let limit: NodeJS.Timeout | undefined;
    const results = new Promise<readonly HarnessTest[] | undefined>((resolve) => {
      limit = setTimeout(resolve, PAGE_LIMIT, undefined);
      this.#told = resolve;
    });
    try {
      await this.#context.clearCookies();
      await this.#page.goto(url, { waitUntil: 'commit' });
      return await results;
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
