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
    ['a name that needs no encoding in a query', 'filter[of]', 'filter[of]'],
    ['a name with hexadecimal digits in lower case', 'filter[of]', 'filter%5bof%5d'],
    ['a name with a space that is a plus', 'sort by', 'sort+by'],
    ['a name that is encoded without need', 'of', '%6F%66'],
  ])('is replaced, not added: %s', async (_what, name, written) => {
    expect(await requested(`/feed?a=%2f&${written}=a&z#top`, name)).toBe(
      `/feed?a=%2f&z&${encodeURIComponent(name)}=b%20c#top`,
    );
  });

  it.each(['/feed??of=a', '/feed?=of', '/feed?often=a', '/feed?%=a'])(
    'stays where its name is another one: %s',
    async (url) => {
      expect(await requested(url, 'of')).toBe(`${url}&of=b%20c`);
    },
  );
});
