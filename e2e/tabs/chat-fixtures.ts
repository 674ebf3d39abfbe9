import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { bundle } from '../support/bundle';
import { RawChromium } from '../support/raw-chromium';
import { Chat } from './chat';
import { withChatBrowser, type ChatBrowser } from './chat-browser';
import { ChatServer } from './chat-server';

const HEAD = '<!doctype html><meta charset="utf-8"><title>chat</title><link rel="icon" href="data:,">';
const PROTOCOL = /(?<=\bPROTOCOL\d* = )\d+/g;

interface WorkerFixtures {
  /** Starts a server with the page. */
  readonly serve: () => Promise<ChatServer>;
  readonly chatBrowser: ChatBrowser;
  readonly shared: Chat;
}

interface Fixtures {
  /**
   * Ten tabs. Many tests share them, because they take longer to open than most tests. Any of them may lead. A test that
   * ends some leaves the rest whole.
   */
  readonly chat: Chat;
  readonly raw: RawChromium;
}

const TABS = 10;

export const test = base.extend<Fixtures, WorkerFixtures>({
  // Of every tab there is.
  screenshot: 'off',
  serve: [
    async ({}, use) => {
      const script = await bundle(join(__dirname, 'chat-page.ts'), 'build');
      const next = script.replace(PROTOCOL, (number) => String(Number(number) + 1));
      if (next === script) throw new Error('the protocol of the tabs is not in the script');
      const servers: ChatServer[] = [];
      await use(async () => {
        const server = await ChatServer.serve((query) => ({
          headers: query.has('sandboxed') ? { 'content-security-policy': 'sandbox allow-scripts' } : {},
          body: `${HEAD}${query.has('empty') ? '' : `<script>${query.has('next') ? next : script}</script>`}`,
        }));
        servers.push(server);
        return server;
      });
      for (const server of servers) server.close();
    },
    { scope: 'worker' },
  ],
  chatBrowser: [
    async ({ playwright, browserName, launchOptions }, use) => {
      await withChatBrowser(playwright, browserName, launchOptions, use);
    },
    { scope: 'worker' },
  ],
  shared: [
    async ({ chatBrowser, serve }, use) => {
      const chat = new Chat(chatBrowser, await serve());
      await use(chat);
      await chat.end();
    },
    { scope: 'worker' },
  ],
  chat: async ({ shared }, use) => {
    await shared.fill(TABS);
    await use(shared);
  },
  raw: async ({}, use) => {
    const raw = await RawChromium.launch();
    await use(raw);
    await raw.close();
  },
});

export { expect } from '@playwright/test';
