import { Subject, take } from 'rxjs';
import { pollingStream$ } from './polling-stream';
import { constant } from '../../schedule/constant';
import { outcome } from '../../spec-support/outcome';

describe("the validators of pollingStream$ in a page, with a caller's fetch", () => {
  /** Returns the `ETag`s that were sent. The second request fails without a response. */
  const sentTo = async (url: string, answeredBy = ''): Promise<(string | null)[]> => {
    const sent: (string | null)[] = [];
    const fetch: typeof globalThis.fetch = (_url, init) => {
      sent.push(new Headers(init?.headers).get('if-none-match'));
      if (sent.length === 2) return Promise.reject(new TypeError('Failed to fetch'));
      const answer = new Response(String(sent.length), { headers: { etag: '"a"' } });
      return Promise.resolve(Object.defineProperty(answer, 'url', { value: answeredBy }));
    };
    const options = { interval: 1, jitter: 0, retry: constant(1), fetch };
    await outcome(pollingStream$<number>(url, options).pipe(take(3)));
    return sent;
  };

  it.each(['/poll', `${location.origin}/poll`])('are still sent after an outage of %s', async (url) => {
    expect(await sentTo(url)).toEqual([null, '"a"', '"a"', '"a"']);
  });

  it.each([
    ['https://api.example/poll', ''],
    // This request was redirected.
    ['/poll', 'https://api.example/poll'],
  ])('are not sent again when another origin may have refused them: %s %s', async (url, answeredBy) => {
    expect(await sentTo(url, answeredBy)).toEqual([null, '"a"', null, null]);
  });

  it('are kept when a pause aborts the first request that carries them, after an older outage', async () => {
    const sent: (string | null)[] = [];
    const pauseWhile = new Subject<boolean>();
    const fetch: typeof globalThis.fetch = (_url, init) => {
      sent.push(new Headers(init?.headers).get('if-none-match'));
      if (sent.length === 1) return Promise.reject(new TypeError('Failed to fetch'));
      if (sent.length === 3) {
        pauseWhile.next(true);
        pauseWhile.next(false);
        return new Promise(() => undefined);
      }
      return Promise.resolve(new Response(String(sent.length), { headers: { etag: '"a"' } }));
    };
    const options = { interval: 1, jitter: 0, retry: constant(1), fetch, pauseWhile };
    const stream = pollingStream$<number>('https://api.example/poll', options).pipe(take(2));
    expect(await outcome(stream)).toEqual({ values: [2, 4], error: undefined });
    expect(sent).toEqual([null, null, '"a"', '"a"']);
  });
});
