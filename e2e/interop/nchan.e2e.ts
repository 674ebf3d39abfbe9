import { existsSync } from 'node:fs';
import { expect, test } from '../websocket/fixtures';
import { nchan, NCHAN, type Nchan } from './programs';
import { poll } from '../support/poll';

// Skipped if the module is missing; `install.mjs` reports it, and fails in CI.
if (existsSync(NCHAN))
  test.describe('the WebSockets of nchan', () => {
    let server: Nchan;

    test.beforeEach(async () => {
      server = await nchan();
    });

    test.afterEach(async ({ page }) => {
      await page.close();
      server.stop();
    });

    test('resume after the last message when their idle timeout has closed them with 1000', async ({ lab }) => {
      const stream = await lab.start(`${server.url}news`, { nchan: true, passing: '408' });
      const bodies = async (): Promise<unknown[]> =>
        (await stream.values()).map((value) => (value as { readonly body: string }).body);
      const published: string[] = [];
      for (let round = 1; round <= 3; round++) {
        for (let n = 1; n <= 3; n++) {
          published.push(`${round}.${n}`);
          await server.publish('news', `${round}.${n}`);
        }
        await poll(bodies).toEqual(published);
        await poll(async () => (await stream.seen()).losses.length).toBeGreaterThanOrEqual(round);
      }
      await stream.stop();
      const { losses } = await stream.seen();
      expect(losses[0]).toMatchObject({ code: 'closed', closeCode: 1000, closeReason: '408 408 Request Timeout' });
    });

    test('end with their idle timeout by default', async ({ lab }) => {
      await server.publish('news', 'one');
      const stream = await lab.start(`${server.url}news`, { decode: 'text' });
      await poll(stream.end).toBe('complete');
      expect(await stream.values()).toEqual(['one']);
    });

    test('report a removed channel by 1001, which is transient', async ({ lab }) => {
      const stream = await lab.start(`${server.url}news`, { decode: 'text', passing: '408' });
      await poll(stream.events).toContain('open');
      await server.publish('news', 'one');
      await poll(stream.values).toEqual(['one']);
      await server.remove('news');
      await server.publish('news', 'two');
      await poll(stream.values).toEqual(['one', 'two']);
      await stream.stop();
      const { losses } = await stream.seen();
      // The idle timeout, 1 s, may come first on a slow machine.
      expect(losses).toContainEqual({ code: 'closed', transient: true, closeCode: 1001, closeReason: '410 Gone' });
    });

    test('send a message to all subscribers', async ({ lab }) => {
      const listener = await lab.start(`${server.pubsubUrl}chat`, { decode: 'text' });
      await poll(listener.events).toContain('open');
      const speaker = await lab.start(`${server.pubsubUrl}chat`, { decode: 'text' });
      await speaker.send('hello', 'ü');
      for (const stream of [speaker, listener]) await poll(stream.values).toEqual(['hello', 'ü']);
    });
  });
