// Requests to another origin, and their preflights.
import type { IncomingMessage } from 'node:http';
import { expect, test } from './fixtures';
import type { Serve, Site } from './site';

/** Counts its responses from 1 and allows any page, with credentials, but no header. */
function counting(answer: (count: number, request: IncomingMessage) => Record<string, string> = () => ({})): Serve {
  let count = 0;
  return (request, response) => {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('cache-control', 'no-store');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    for (const [name, value] of Object.entries(answer(++count, request))) response.setHeader(name, value);
    response.end(String(count));
  };
}

const methods = (site: Site): string[] => site.seen.map(({ method }) => method);

test('a cursor and a service-worker bypass in the query need no preflight, also when polled repeatedly', async ({
  client,
  ask: _,
  site,
}) => {
  const urls: (string | undefined)[] = [];
  site.serve = counting((_count, { url }) => (urls.push(url), {}));
  const values = await client.evaluate(
    (url) => window.poll(url, 3, { resume: { query: 'since' }, query: { 'ngsw-bypass': true } }),
    `${site.api}/query`,
  );
  expect(values).toEqual([1, 2, 3]);
  expect(urls.slice(0, 3)).toEqual([
    '/query?ngsw-bypass=true',
    '/query?ngsw-bypass=true&since=1',
    '/query?ngsw-bypass=true&since=2',
  ]);
  expect(methods(site)).not.toContain('OPTIONS');
});

test('cookies are sent only with included credentials', async ({ client, ask: _, site }) => {
  // Another origin of the same site, because browsers do not send the cookies of another site.
  const url = `${site.neighbour}/cookies`;
  const cookies: (string | undefined)[] = [];
  site.serve = counting((_count, { headers }) => (cookies.push(headers.cookie), { 'set-cookie': 'who=me' }));
  await client.evaluate((to) => window.poll(to, 1, { credentials: 'include' }), url);
  await client.evaluate((to) => window.poll(to, 1), url);
  await client.evaluate((to) => window.poll(to, 1, { credentials: 'omit' }), url);
  await client.evaluate((to) => window.poll(to, 1, { credentials: 'include' }), url);
  expect(cookies).toEqual([undefined, undefined, undefined, 'who=me']);
});

test('an ETag that the server exposes but does not allow is no longer sent', async ({ client, ask: _, site }) => {
  site.serve = counting(() => ({ etag: '"a"', 'access-control-expose-headers': 'ETag' }));
  expect(await client.evaluate((url) => window.poll(url, 4), `${site.api}/etag`)).toEqual([1, 2, 3, 4]);
  expect(methods(site).slice(0, 5)).toEqual(['GET', 'OPTIONS', 'GET', 'GET', 'GET']);
});

test('an ETag that the server exposes and allows is sent back', async ({ client, ask: _, site }) => {
  const etags: (string | undefined)[] = [];
  const serve = counting((count, { headers }) => {
    etags.push(headers['if-none-match']);
    return { etag: `"${count}"`, 'access-control-expose-headers': 'ETag' };
  });
  site.serve = (request, response) => {
    response.setHeader('access-control-allow-headers', 'if-none-match');
    serve(request, response);
  };
  expect(await client.evaluate((url) => window.poll(url, 3), `${site.api}/taken`)).toEqual([1, 2, 3]);
  expect(etags.slice(0, 3)).toEqual([undefined, '"1"', '"2"']);
});
