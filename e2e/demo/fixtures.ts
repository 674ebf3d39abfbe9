import { expect, test as base } from '@playwright/test';
import { ServerProcess } from './server-process';
import { Wall } from './wall';

// Browsers write these to the console when a connection fails, and a page cannot prevent it.
const NETWORK = [
  /^Failed to load resource: /,
  /^WebSocket connection to .* failed/,
  /^Access to fetch at .* blocked by CORS policy/,
  /Cross-Origin Request Blocked/,
  /can.t establish a connection to the server/,
  /The connection to .* was interrupted/,
  /^Loading failed for the <script>/,
];

// When a page is left, Firefox stops a running script, even in the middle of an update of signals.
const CANCELLED_SCRIPT = /^ERROR Error$/;

// A response that is no script causes this in a script element, also in the sandbox of JSONP.
const BAD_SCRIPT = /^uncaught: .*SyntaxError/;

interface TestFixtures {
  /** The messages in the console that a test causes on purpose. */
  readonly provokes: 'nothing' | 'network errors' | 'network and script errors' | 'leaving the page';
  readonly complaints: readonly string[];
  readonly wall: Wall;
  readonly tidy: undefined;
}

interface WorkerFixtures {
  readonly server: ServerProcess;
}

/** A test with the page and a server in a process of its own. It fails on unexpected messages in the console. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  provokes: ['nothing', { option: true }],

  server: [
    async ({}, use) => {
      const server = new ServerProcess();
      await server.start();
      await use(server);
      await server.kill();
    },
    { scope: 'worker' },
  ],

  tidy: [
    async ({ server }, use) => {
      if (!server.running) await server.start();
      await server.control('reset');
      await server.control('cors?mode=on');
      await use(undefined);
    },
    { auto: true },
  ],

  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(`uncaught: ${String(error)}`));
    await use(complaints);
  },

  wall: async ({ page, complaints, provokes }, use) => {
    await use(new Wall(page));
    const known = {
      nothing: [],
      'network errors': NETWORK,
      'network and script errors': [...NETWORK, BAD_SCRIPT],
      'leaving the page': [...NETWORK, CANCELLED_SCRIPT],
    }[provokes];
    const unexpected = complaints.filter((text) => !known.some((pattern) => pattern.test(text)));
    expect(unexpected, 'unexpected messages in the console').toEqual([]);
  },
});

export { expect };
