// Other failures are not reported as misconfigurations, and the diagnosis does no harm.
import { expect, test } from './fixtures';
import { serving } from './rules';
import type { Serve } from './site';

const REFUSED = 'cannot reach the server';

/** Breaks the first response: every browser rejects one with two lengths, and does not repeat the request. */
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

test('a response that may be read is emitted', async ({ ask, site }) => {
  site.serve = serving({ origin: '*', headers: 'x-tenant' });
  expect(await ask({ headers: { 'X-Tenant': 'a' } })).toEqual({ values: [1] });
  expect(site.seen.map(({ method }) => method)).toEqual(['OPTIONS', 'GET']);
});

test('a host that cannot be reached stays a network error', async ({ ask }) => {
  // Nothing listens at port 1 of this machine.
  const outcome = await ask({}, 'http://localhost:1/');
  expect(outcome).toMatchObject({ code: 'network', transient: true });
  expect(outcome.message).toContain(REFUSED);
});

test('a response that broke once stays a network error', async ({ ask, site }) => {
  site.serve = firstBroken(serving({ origin: '*' }));
  const outcome = await ask();
  expect(outcome).toMatchObject({ code: 'network', transient: true });
  expect(outcome.message).toContain(REFUSED);
});

test('a server that holds every response back is not reported', async ({ ask, site }) => {
  site.serve = firstBroken(() => undefined);
  expect(await ask()).toMatchObject({ code: 'network', transient: true });
});

test('an origin of the same site is another origin, too', async ({ ask, site }) => {
  site.serve = serving({});
  expect(await ask({}, `${site.neighbour}/feed`)).toMatchObject({ code: 'cors' });
});

test("a redirect away from the page's own origin is reported", async ({ ask, site }) => {
  const outcome = await ask({}, `${site.page}/away`);
  expect(outcome).toMatchObject({ code: 'cors', transient: false });
  expect(outcome.message).toContain('it redirects to an address whose answer may not be read');
});

test('a POST is not repeated, and its error also names a broken connection', async ({ ask, site }) => {
  site.serve = serving({ origin: '*', to: { POST: { origin: [] } } });
  const outcome = await ask({ method: 'POST', body: 'pay' });
  expect(outcome).toMatchObject({ code: 'cors', transient: true });
  expect(outcome.message).toContain('Either the answer to POST lacks Access-Control-Allow-Origin');
  expect(outcome.message).toContain('or the connection broke');
  expect(site.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('Authorization is not sent again', async ({ ask, site }) => {
  // First allowed, so that it is sent; then refused, so that it is diagnosed.
  site.serve = serving({ headers: 'authorization', preflight: { origin: '*' } });
  expect(await ask({ headers: { Authorization: 'Bearer secret' } })).toMatchObject({ code: 'cors' });
  expect(site.seen.filter(({ headers }) => headers.authorization !== undefined)).toHaveLength(1);
});
