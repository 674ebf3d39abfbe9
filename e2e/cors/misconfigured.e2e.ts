// Servers with one misconfiguration each, and the messages about them.
import { expect, test } from './fixtures';
import type { AskOptions } from './page';
import { serving, type Rules } from './rules';
import type { Site } from './site';

interface Case {
  readonly name: string;
  readonly rules: (site: Site) => Rules;
  readonly request?: AskOptions;
  /** The parts of the message. */
  readonly says: (site: Site) => readonly string[];
}

const MISSING = 'Access-Control-Allow-Origin is missing or wrong';
const originOf = ({ page }: Site): string => `Expected Access-Control-Allow-Origin: ${page} (or "*")`;
const NO_PREFLIGHT = 'No preflight was involved';
const X_TENANT = { 'X-Tenant': 'a' };

const HIDDEN = 'The browser hides the value that was sent';
const WITH_CREDENTIALS = "it may be read without credentials, but not with credentials: 'include'";
const PREFLIGHT = 'was refused; a plain GET may be read';
const CASES: readonly Case[] = [
  { name: 'no CORS header', rules: () => ({}), says: (site) => [MISSING, originOf(site), HIDDEN, NO_PREFLIGHT] },
  {
    name: 'the origin of another page',
    rules: () => ({ origin: 'https://app.example' }),
    says: (site) => [MISSING, originOf(site), HIDDEN, NO_PREFLIGHT],
  },
  {
    name: 'the origin with a slash at its end',
    rules: ({ page }) => ({ origin: `${page}/` }),
    says: (site) => [MISSING, originOf(site), NO_PREFLIGHT],
  },
  {
    name: 'two origins in one header',
    rules: ({ page }) => ({ origin: `${page}, https://app.example` }),
    says: (site) => [MISSING, originOf(site), NO_PREFLIGHT],
  },
  {
    name: 'the header sent twice',
    rules: () => ({ origin: ['*', '*'] }),
    says: (site) => [MISSING, originOf(site), NO_PREFLIGHT],
  },
  {
    name: 'an error without the header, although other responses have it',
    rules: () => ({ status: 502 }),
    says: (site) => [MISSING, originOf(site), NO_PREFLIGHT, '401 or 502'],
  },
  {
    name: 'no CORS header, for a request with a preflight',
    rules: () => ({}),
    request: { headers: X_TENANT },
    says: (site) => [MISSING, originOf(site), 'the header x-tenant', 'not the only reason'],
  },
  {
    name: 'no CORS header, for a request with credentials',
    rules: () => ({}),
    request: { credentials: 'include' },
    says: ({ page }) => [
      MISSING,
      `Expected Access-Control-Allow-Origin: ${page} and Access-Control-Allow-Credentials: true`,
      NO_PREFLIGHT,
    ],
  },
  {
    name: 'a wildcard for a request with credentials',
    rules: () => ({ origin: '*', credentials: 'true' }),
    request: { credentials: 'include' },
    says: ({ page }) => [
      WITH_CREDENTIALS,
      `Access-Control-Allow-Origin: ${page}`,
      HIDDEN,
      'A preflight is not the reason',
    ],
  },
  {
    name: 'a wildcard for a request with credentials, exposed',
    rules: () => ({ origin: '*', credentials: 'true', expose: '*' }),
    request: { credentials: 'include' },
    says: () => [WITH_CREDENTIALS, 'Seen: Access-Control-Allow-Origin: *.'],
  },
  {
    name: 'no Access-Control-Allow-Credentials',
    rules: ({ page }) => ({ origin: page }),
    request: { credentials: 'include' },
    says: ({ page }) => [WITH_CREDENTIALS, 'Expected Access-Control-Allow-Credentials: true', page],
  },
  {
    name: 'Access-Control-Allow-Credentials: True',
    rules: ({ page }) => ({ origin: page, credentials: 'True' }),
    request: { credentials: 'include' },
    says: () => [WITH_CREDENTIALS, 'missing or not "true"'],
  },
  {
    name: 'a preflight that is answered with 405',
    rules: () => ({ origin: '*', preflight: { status: 405, headers: 'x-tenant' } }),
    request: { headers: X_TENANT },
    says: (site) => [
      PREFLIGHT,
      'the header x-tenant',
      'Either OPTIONS',
      originOf(site).slice('Expected '.length),
      'or Access-Control-Allow-Headers',
    ],
  },
  {
    name: 'a preflight without Access-Control-Allow-Origin',
    rules: () => ({ origin: '*', preflight: { origin: [], headers: 'x-tenant' } }),
    request: { headers: X_TENANT },
    says: () => [PREFLIGHT, 'Either OPTIONS', 'does not name x-tenant'],
  },
  {
    name: 'a preflight that is redirected',
    rules: ({ api }) => ({ origin: '*', preflight: { status: 307, location: `${api}/elsewhere` } }),
    request: { headers: X_TENANT },
    says: () => [PREFLIGHT, 'Either OPTIONS', 'without a redirect'],
  },
  {
    name: 'no Access-Control-Allow-Headers',
    rules: () => ({ origin: '*' }),
    request: { headers: X_TENANT },
    says: () => [PREFLIGHT, 'does not name x-tenant', 'Expected Access-Control-Allow-Headers: x-tenant.', HIDDEN],
  },
  {
    name: 'one of two headers not allowed',
    rules: () => ({ origin: '*', headers: 'x-tenant' }),
    request: { headers: { ...X_TENANT, 'Last-Event-ID': '7' } },
    says: () => [
      'the preflight, needed for the headers last-event-id, x-tenant, was refused',
      'Access-Control-Allow-Headers does not name last-event-id.',
      'Expected Access-Control-Allow-Headers: last-event-id, x-tenant.',
    ],
  },
  {
    name: 'a JSON Content-Type not allowed',
    rules: () => ({ origin: '*' }),
    request: { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } },
    says: () => ['the header content-type', 'Expected Access-Control-Allow-Headers: content-type.'],
  },
  {
    name: 'Access-Control-Allow-Headers: * for a request with credentials',
    rules: ({ page }) => ({ origin: page, credentials: 'true', headers: '*' }),
    request: { credentials: 'include', headers: X_TENANT },
    says: () => [
      "passes without credentials and is refused with credentials: 'include'",
      'a "*" in Access-Control-Allow-Origin or Access-Control-Allow-Headers',
      'Expected Access-Control-Allow-Headers: x-tenant.',
    ],
  },
  {
    name: 'a preflight without Access-Control-Allow-Credentials',
    rules: ({ page }) => ({
      origin: page,
      credentials: 'true',
      headers: 'x-tenant',
      preflight: { credentials: 'false' },
    }),
    request: { credentials: 'include', headers: X_TENANT },
    says: () => ['passes without credentials', 'lacks Access-Control-Allow-Credentials: true'],
  },
  {
    name: 'Authorization not allowed',
    rules: () => ({ origin: '*', headers: 'x-tenant' }),
    request: { headers: { Authorization: 'Bearer secret', ...X_TENANT } },
    says: () => [
      'the preflight, needed for the headers x-tenant, authorization, was refused',
      'a GET without Authorization may be read',
      'Access-Control-Allow-Headers does not name authorization',
      'Expected Access-Control-Allow-Headers: x-tenant, authorization.',
    ],
  },
  {
    name: 'Authorization alone, with no preflight answered',
    rules: () => ({ origin: '*', preflight: { status: 404 } }),
    request: { headers: { Authorization: 'Bearer secret' } },
    says: () => [
      'the header authorization',
      'Either OPTIONS',
      '; or Access-Control-Allow-Headers does not name authorization',
    ],
  },
  {
    name: 'a method not allowed',
    rules: () => ({ origin: '*', methods: 'GET, POST' }),
    request: { method: 'PUT' },
    says: () => [
      'the preflight, needed for the method PUT, was refused',
      'Access-Control-Allow-Methods is missing or does not name PUT',
      'Expected Access-Control-Allow-Methods: PUT',
    ],
  },
  {
    name: 'a method in lower case',
    rules: () => ({ origin: '*', methods: 'PATCH' }),
    request: { method: 'patch' },
    says: () => ['Expected Access-Control-Allow-Methods: patch, in the same case'],
  },
  {
    name: 'a redirect to a server without CORS headers',
    rules: ({ third }) => ({ origin: '*', status: 302, location: third }),
    says: () => ['it redirects to an address whose answer may not be read', MISSING, 'Origin: null', 'login page'],
  },
  {
    name: 'a held response behind a preflight that is refused',
    rules: () => ({ origin: '*', hold: true }),
    request: { headers: X_TENANT },
    says: () => [PREFLIGHT, 'does not name x-tenant'],
  },
];

for (const { name, rules, request, says } of CASES) {
  test(`${name}: the message names it`, async ({ ask, site }) => {
    site.serve = serving(rules(site));
    const { message = '', ...outcome } = await ask(request);
    expect(outcome).toEqual({ values: [], code: 'cors', transient: false });
    expect(message.replace(/\d+ was/, 'N was')).toContain(
      `${site.api}/N was reached, but the browser does not let ${site.page} read the answer`,
    );
    for (const part of says(site)) expect(message).toContain(part);
    // No request that may change something is repeated, and no secret is sent again or appears in the message.
    const { method = 'GET' } = request ?? {};
    expect(site.seen.filter((each) => each.method === method && method !== 'GET').length).toBeLessThanOrEqual(1);
    expect(site.seen.filter(({ headers }) => headers.authorization !== undefined).length).toBeLessThanOrEqual(1);
    expect(message).not.toContain('secret');
  });
}
