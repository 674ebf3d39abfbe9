// A leader that cannot announce its end, because its process is killed.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { expectWhole, look, moreMessages, openTab, test as base } from './fixtures';
import { poll } from '../support/poll';

// These tests count messages: a loss is a failure, even if a retry passes.
base.describe.configure({ retries: 0 });

const test = base.extend({
  launchOptions: [
    async ({ launchOptions, browserName }, use) => {
      if (browserName !== 'firefox') return use(launchOptions);
      // A process for every tab, also of the same origin, and no spare process for the next tab.
      const firefoxUserPrefs = {
        'dom.ipc.processCount.webIsolated': 8,
        'dom.ipc.processPrelaunch.enabled': false,
        'dom.ipc.keepProcessesAlive.webIsolated.perOrigin': 0,
      };
      // Playwright makes Firefox exit when one of its processes dies, whatever the environment.
      const files = await mkdtemp(join(tmpdir(), 'firefox-'));
      const executablePath = join(files, 'firefox');
      await writeFile(
        executablePath,
        `#!/bin/sh\nunset MOZ_CRASHREPORTER_SHUTDOWN\nexec ${launchOptions.executablePath} "$@"\n`,
        { mode: 0o755 },
      );
      await use({ ...launchOptions, firefoxUserPrefs, executablePath });
      await rm(files, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

/** The processes of the tabs that this test process has opened. */
function tabProcesses(): ReadonlySet<number> {
  const all = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\n');
  const processes = all.map((line) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
  const ours = new Set([process.pid]);
  // A parent may come after its child in the list.
  for (let before = 0; before < ours.size;) {
    before = ours.size;
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
  }
  const tabs = processes.filter(({ pid, args }) => ours.has(pid) && /-contentproc .* tab$/.test(args));
  return new Set(tabs.map(({ pid }) => pid));
}

async function kill(page: Page, pid: number | undefined): Promise<void> {
  if (pid !== undefined) {
    process.kill(pid, 'SIGKILL');
    return;
  }
  const crashed = new Promise((resolve) => page.once('crash', resolve));
  const session = await page.context().newCDPSession(page);
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}

test('another tab leads when the leader is killed', async ({ context, site, browserName }) => {
  const before = tabProcesses();
  const leader = await openTab(context, site);
  const [pid, ...more] = [...tabProcesses()].filter((each) => !before.has(each));
  if (browserName === 'firefox') expect([typeof pid, more], 'the process of the tab').toEqual(['number', []]);
  const others = [await openTab(context, site), await openTab(context, site)];
  expect(site.requests()).toBe(1);
  await kill(leader, browserName === 'firefox' ? pid : undefined);
  await poll(site.requests).toBe(2);
  for (const page of others) await moreMessages(look(page), 20);
  for (const page of others) expectWhole(await look(page)());
  await poll(site.live).toBe(1);
  expect(site.requests()).toBe(2);
});
