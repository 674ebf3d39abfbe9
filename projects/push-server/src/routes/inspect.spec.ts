import { cleanUp, serve } from '../testing.ts';

afterEach(cleanUp);

describe('inspect', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('returns the %s as it received it', async (method) => {
    const { at } = await serve();
    const body = method === 'GET' || method === 'OPTIONS' ? null : 'some text';
    const response = await fetch(at('/inspect?a=1'), { method, body, headers: { authorization: 'Bearer x' } });
    expect(await response.json()).toMatchObject({
      method,
      url: '/inspect?a=1',
      query: { a: '1' },
      body,
      headers: { authorization: 'Bearer x' },
    });
  });
});
