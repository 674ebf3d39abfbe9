import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { expect, test as base } from '@playwright/test';
import { createPushServer, type PushServer } from '../../../projects/push-server/src/server.ts';

const ROOT = join(__dirname, '../../..');
export const NUMBERS = 1_000;

/** The application and its server, in a process of its own. */
interface Site {
  readonly url: string;
  html(path: string): Promise<string>;
  /** The lines of its standard error. A test that expects some takes them away. */
  readonly said: string[];
  health(): Promise<{
    readonly pages: number;
    readonly mute: { readonly open: number; readonly total: number };
    readonly timers: number;
  }>;
}

export const test = base.extend<{ readonly tidy: undefined }, { readonly push: PushServer; readonly site: Site }>({
  push: [
    async ({}, use) => {
      const push = createPushServer({ tickEvery: 0, buffer: 5 * NUMBERS });
      await push.listen();
      await use(push);
      await push.close();
    },
    { scope: 'worker' },
  ],
  site: [
    async ({ push }, use) => {
      const ng = join(ROOT, 'node_modules/@angular/cli/bin/ng.js');
      await promisify(execFile)(process.execPath, [ng, 'build', 'e2e-ssr'], { cwd: ROOT });
      const server = spawn(process.execPath, [join(ROOT, 'dist/e2e-ssr/server/server.mjs')], {
        env: { ...process.env, FEEDS: push.stats().origins[0] },
        stdio: 'pipe',
      });
      const said: string[] = [];
      createInterface(server.stderr).on('line', (line) => said.push(line));
      const url = await address(server);
      await use({
        url,
        said,
        html: async (path) => (await fetch(url + path)).text(),
        health: async () => (await fetch(`${url}/health`)).json() as ReturnType<Site['health']>,
      });
      const gone = once(server, 'exit');
      server.kill();
      await gone;
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  tidy: [
    async ({ push, site }, use) => {
      push.hub.publish('numbers', 0);
      site.said.splice(0);
      await use(undefined);
      expect(site.said.filter((line) => !line.includes('no message within 2000 ms'))).toEqual([]);
    },
    { auto: true },
  ],
});

async function address(server: ChildProcess): Promise<string> {
  for await (const line of createInterface(server.stdout as Readable)) {
    const [, url] = /^listening on (.*)$/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('the server ended');
}

export { expect } from '@playwright/test';
