import { expect } from '@playwright/test';
import { stream, test } from './fixtures';
import type {} from './page';
import { poll } from '../../support/poll';

for (const backend of ['fetch', 'XHR']) {
  for (const style of ['function', 'class']) {
    const order = style === 'class' ? 'push first' : 'http first';

    test(`${backend}, a ${style}, ${order}: a 401 is answered with a fresh token`, async ({ page, site, open }) => {
      await open(`?backend=${backend}&style=${style}&order=${order}`);
      await page.evaluate(() => window.app.events('/protected'));
      await poll(() => stream(page, '/protected')).toMatchObject({ count: 1, last: 'first', over: false });
      // The stream is open, and nothing is pending.
      await page.evaluate(() => window.app.stable());
      const { seen, sent } = await page.evaluate(() => ({ seen: window.app.seen, sent: window.app.sent }));
      const refreshed = { request: 'POST /refresh', completed: true };
      expect(seen).toEqual(expect.arrayContaining([expect.objectContaining(refreshed)]));
      const [first] = seen;
      expect(first).toMatchObject({ request: 'GET /protected', completed: true });
      expect(first?.events.at(-1)).toEqual([200, null]);
      // Streams by fetch, whatever the backend; requests of HttpClient by the backend.
      expect(sent).toEqual([
        { by: 'fetch', path: '/protected' },
        { by: backend, path: '/refresh' },
        { by: 'fetch', path: '/protected' },
      ]);
      const tokens = site.headers.get('/protected')?.map(({ authorization }) => authorization);
      expect(tokens?.slice(-2)).toEqual(['Bearer stale', 'Bearer fresh']);
    });
  }

  test(`${backend}: XSRF headers and ordinary requests do not change`, async ({ page, site, open }) => {
    await open(`?backend=${backend}`);
    await page.evaluate(() => {
      window.app.events('/events', 'POST');
    });
    await poll(() => stream(page, '/events')).toMatchObject({ count: 1 });
    expect(site.headers.get('/events')?.at(-1)?.['x-xsrf-token']).toBe('from-cookie');
    expect(await page.evaluate(() => window.app.get('/ordinary'))).toEqual({ path: '/ordinary' });
    const { seen, sent } = await page.evaluate(() => ({ seen: window.app.seen, sent: window.app.sent }));
    expect(seen.map(({ request }) => request)).toEqual(['POST /events', 'GET /ordinary']);
    expect(seen[1]?.events.at(-1)).toEqual([200, { path: '/ordinary' }]);
    expect(sent.at(-1)).toEqual({ by: backend, path: '/ordinary' });
  });
}
