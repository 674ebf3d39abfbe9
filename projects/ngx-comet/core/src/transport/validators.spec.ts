import { take } from 'rxjs';
import { pollingStream$ } from '../polling-stream';
import { constant } from '../schedule/constant';
import { outcome } from '../spec-support/outcome';

describe('the validators of pollingStream$ in a page whose fetch makes its responses', () => {
  /** The `ETag`s that were sent, where the second request fails without an answer. */
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

  it.each(['/poll', `${location.origin}/poll`])('are sent as ever after an outage of %s', async (url) => {
    expect(await sentTo(url)).toEqual([null, '"a"', '"a"', '"a"']);
  });

  it.each([
    ['https://api.example/poll', ''],
    // It was redirected.
    ['/poll', 'https://api.example/poll'],
  ])('are given up when another origin may have refused them: %s %s', async (url, answeredBy) => {
    expect(await sentTo(url, answeredBy)).toEqual([null, '"a"', null, null]);
  });
});
