/** @jest-environment node */
import { httpStream$ } from '../transports/http-stream/http-stream';
import { outcome } from '../spec-support/outcome';

describe('a query parameter that the URL has already', () => {
  /** Returns the URL that is requested. */
  const requested = async (url: string, name: string): Promise<unknown> => {
    const fetch = jest.fn(() => Promise.resolve(new Response(null)));
    await outcome(httpStream$(url, { fetch, query: { [name]: 'b c' } }));
    return (fetch.mock.calls as unknown[][])[0]?.[0];
  };

  it.each([
    ['a plain name', 'of', 'of'],
    ['a name that is encoded', 'filter[of]', 'filter%5Bof%5D'],
    ['a name with a space', 'sort by', 'sort%20by'],
    ['a name beyond ASCII', 'größe', 'gr%C3%B6%C3%9Fe'],
  ])('is replaced, not added: %s', async (_what, name, written) => {
    expect(await requested(`/feed?a=%2f&${written}=a&z#top`, name)).toBe(`/feed?a=%2f&z&${written}=b%20c#top`);
  });
});
