import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaunchOptions, Page } from '@playwright/test';

/**
 * Launch options of a Firefox that survives the end of a tab's process, with a process for every tab, also of the same
 * origin. They hold while `use` runs.
 */
export async function withTabProcesses(
  given: LaunchOptions,
  use: (options: LaunchOptions) => Promise<void>,
): Promise<void> {
  // No spare process for the next tab.
  const firefoxUserPrefs = {
    'dom.ipc.processCount.webIsolated': 16,
    'dom.ipc.processPrelaunch.enabled': false,
    'dom.ipc.keepProcessesAlive.webIsolated.perOrigin': 0,
  };
  // Playwright makes Firefox exit when one of its processes dies, whatever the environment.
  const files = await mkdtemp(join(tmpdir(), 'firefox-'));
  const executablePath = join(files, 'firefox');
  await writeFile(
    executablePath,
    `#!/bin/sh\nunset MOZ_CRASHREPORTER_SHUTDOWN\nexec ${given.executablePath ?? 'firefox'} "$@"\n`,
    { mode: 0o755 },
  );
  await use({ ...given, firefoxUserPrefs, executablePath });
  await rm(files, { recursive: true });
}

/** The processes of Firefox's tabs that this test process has opened. */
export function tabProcesses(): ReadonlySet<number> {
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

/** Kills the process of a tab: in Firefox by its id, in Chromium by the DevTools protocol. */
export async function kill(page: Page, pid: number | undefined): Promise<void> {
  if (pid !== undefined) {
    process.kill(pid, 'SIGKILL');
    return;
  }
  const crashed = new Promise((resolve) => page.once('crash', resolve));
  const session = await page.context().newCDPSession(page);
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}
