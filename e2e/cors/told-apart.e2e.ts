// What is no misconfiguration is not taken for one, and a diagnosis does no harm.
import { expect, test } from './fixtures';
import { serving } from './rules';
import type { Serve } from './site';

const REFUSED = 'cannot reach the server';

/** No browser takes an answer of two lengths, nor asks again for one that came. */
function firstBroken(rest: Serve): Serve {
  let first = true;
  return (request, response) => {
    if (!first) {
      rest(request, response);
      return;
    }
    first = false;
    const head = [
      'HTTP/1.1 200 OK',
      'Access-Control-Allow-Origin: *',
      'Content-Length: 1',
      'Content-Length: 2',
      '',
      '1',
    ];
    request.socket.end(head.join('\r\n'));
  };
}

test('an answer that may be read is read', async ({ ask, site }) => {
  site.serve = serving({ origin: '*', headers: 'x-tenant' });
  expect(await ask({ headers: { 'X-Tenant': 'a' } })).toEqual({ values: [1] });
  expect(site.seen.map(({ method }) => method)).toEqual(['OPTIONS', 'GET']);
});

test('a host that cannot be reached stays a matter of the network', async ({ ask }) => {
  // Nothing listens at port 1 of this machine.
  const outcome = await ask({}, 'http://localhost:1/');
  expect(outcome).toMatchObject({ code: 'network', transient: true });
  expect(outcome.message).toContain(REFUSED);
});

test('an answer that broke once stays a matter of the network', async ({ ask, site }) => {
  site.serve = firstBroken(serving({ origin: '*' }));
  const outcome = await ask();
  expect(outcome).toMatchObject({ code: 'network', transient: true });
  expect(outcome.message).toContain(REFUSED);
});

test('a server that holds everything back is not accused', async ({ ask, site }) => {
  site.serve = firstBroken(() => undefined);
  expect(await ask()).toMatchObject({ code: 'network', transient: true });
});

test('an origin of the same site is another origin, too', async ({ ask, site }) => {
  site.serve = serving({});
  expect(await ask({}, `${site.neighbour}/feed`)).toMatchObject({ code: 'cors' });
});

test("a redirect away from the page's own origin is told", async ({ ask, site }) => {
  const outcome = await ask({}, `${site.page}/away`);
  expect(outcome).toMatchObject({ code: 'cors', transient: false });
  expect(outcome.message).toContain('it redirects to an address whose answer may not be read');
});

test('a POST is not repeated, and may have broken as well', async ({ ask, site }) => {
  site.serve = serving({ origin: '*', to: { POST: { origin: [] } } });
  const outcome = await ask({ method: 'POST', body: 'pay' });
  expect(outcome).toMatchObject({ code: 'cors', transient: true });
  expect(outcome.message).toContain('Either the answer to POST lacks Access-Control-Allow-Origin');
  expect(outcome.message).toContain('or the connection broke');
  expect(site.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('Authorization goes to nobody again', async ({ ask, site }) => {
  // Allowed, so that it is sent; then refused, so that it is diagnosed.
  site.serve = serving({ headers: 'authorization', preflight: { origin: '*' } });
  expect(await ask({ headers: { Authorization: 'Bearer secret' } })).toMatchObject({ code: 'cors' });
  expect(site.seen.filter(({ headers }) => headers.authorization !== undefined)).toHaveLength(1);
});
