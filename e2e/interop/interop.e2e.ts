import { expect, numbers, test } from '../http-stream/fixtures';
import { betterSse, express5, fastify, hono, type InteropServer } from './servers';
import { poll } from '../support/poll';

const servers: readonly (readonly [name: string, start: () => Promise<InteropServer>])[] = [
  ['Fastify', fastify],
  ['Hono', hono],
  ['Express', express5],
  ['better-sse', betterSse],
];

for (const [name, start] of servers) {
  test.describe(name, () => {
    let server: InteropServer;

    test.beforeEach(async ({ lab }) => {
      server = await start();
      await lab.visit(server.origin);
    });

    test.afterEach(async ({ page }) => {
      await page.close();
      await server.stop();
    });

    test('resumes over many connections without losing or repeating an event', async ({ lab }) => {
      const stream = await lab.start('/sse', { kind: 'sse' });
      await poll(stream.count).toBeGreaterThanOrEqual(12);
      await stream.stop();
      const values = await stream.values();
      expect(values).toEqual(numbers(1, values.length));
      expect((await stream.seen()).opened).toBeGreaterThanOrEqual(4);
    });

    test('streams lines to their end', async ({ lab }) => {
      const stream = await lab.start('/lines', { kind: 'http-stream' });
      await poll(stream.end).toBe('complete');
      expect(await stream.values()).toEqual(numbers(1, 5));
    });

    test('notices at once that the client has unsubscribed', async ({ lab }) => {
      const stream = await lab.start('/held', { kind: 'sse' });
      await poll(stream.count).toBe(1);
      expect(server.held()).toBe(1);
      await stream.stop();
      await poll(() => server.held()).toBe(0);
    });

    test('answers a POST with events', async ({ lab }) => {
      const post = { method: 'POST', body: '{"q":"é"}', headers: { 'Content-Type': 'application/json' } };
      const stream = await lab.start('/echo', { kind: 'sse', ...post, retryAfter: 60_000 });
      await poll(stream.count).toBe(2);
      await stream.stop();
      expect(await stream.values()).toEqual([{ q: 'é' }, {}]);
    });
  });
}
