// A leader that cannot announce its end, because its process is killed.
import { expect } from '@playwright/test';
import { expectWhole, look, moreMessages, openTab, test as base } from './fixtures';
import { poll } from '../support/poll';
import { kill, tabProcesses, withTabProcesses } from '../support/tab-process';

// These tests count messages: a loss is a failure, even if a retry passes.
base.describe.configure({ retries: 0 });

const test = base.extend({
  launchOptions: [
    async ({ launchOptions, browserName }, use) => {
      if (browserName === 'firefox') await withTabProcesses(launchOptions, use);
      else await use(launchOptions);
    },
    { scope: 'worker' },
  ],
});

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
