import { expect, test as base } from '@playwright/test';
import { ServerProcess } from './server-process';
import { Wall } from './wall';

// What browsers write to the console when a connection fails; nothing of ours can keep them from it.
const NETWORK = [
  /^Failed to load resource: /,
  /^WebSocket connection to .* failed/,
  /^Access to fetch at .* blocked by CORS policy/,
  /Cross-Origin Request Blocked/,
  /can.t establish a connection to the server/,
  /The connection to .* was interrupted/,
  /^Loading failed for the <script>/,
];

// Firefox stops a script that runs while its page is left, in the middle of whatever it did to its signals.
const CANCELLED_SCRIPT = /^ERROR Error$/;

// What an answer that is no script does to a script element, also in the sandbox of JSONP.
const BAD_SCRIPT = /^uncaught: .*SyntaxError/;

interface TestFixtures {
  /** What a test provokes on purpose, so that the browser writes of it. */
  readonly provokes: 'nothing' | 'network errors' | 'network and script errors' | 'leaving the page';
  readonly complaints: readonly string[];
  readonly wall: Wall;
  readonly tidy: undefined;
}

interface WorkerFixtures {
  readonly server: ServerProcess;
}

/** A test with a server of its own process and the page; it fails on anything unexpected in the console. */
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
    expect(unexpected, 'what the page wrote to the console').toEqual([]);
  },
});

export { expect };
