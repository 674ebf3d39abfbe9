import type { FailedRequest } from '../http/failed-request';
import { PushError } from '../vocabulary/push-error';
import { prerender } from '../spec-support/prerendering';
import { diagnoseCors } from './diagnose-cors';

/** What a server on another origin allows. By default it answers and allows nothing. */
interface Server {
  /** The server does not answer. */
  readonly down?: boolean;
  /** It redirects to an address that allows nothing. */
  readonly redirects?: boolean;
  /** `Access-Control-Allow-Origin`. */
  readonly origin?: string;
  /** `Access-Control-Allow-Credentials: true`. */
  readonly credentials?: boolean;
  /** `Access-Control-Allow-Headers`. */
  readonly headers?: readonly string[];
  /** `false` = the answer to `OPTIONS` does not allow credentials. */
  readonly preflightCredentials?: boolean;
  /** The script may read `Access-Control-Allow-Origin`. */
  readonly exposes?: boolean;
  /** Requests that it holds without an answer. */
  readonly holds?: (init: RequestInit) => boolean;
}

const PAGE = 'http://localhost';
const ADDRESS = 'https://api.test/prices';
const failed = new PushError('network', 'Failed to fetch', { transient: true });
/** The headers used here that need no permission. */
const SAFE = ['accept', 'accept-language', 'content-language', 'content-type'];

describe('diagnoseCors', () => {
  let asked: { url: string; init: RequestInit }[];

  beforeEach(() => {
    asked = [];
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  /** Makes `fetch` answer like a browser that requests this server. */
  function given(server: Server): void {
    jest.spyOn(globalThis, 'fetch').mockImplementation((url, init = {}) => {
      asked.push({ url: url instanceof Request ? url.url : String(url), init });
      if (server.holds?.(init) === true) {
        return new Promise((_resolve, reject) => {
          init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        });
      }
      const answer = answerOf(server, init);
      return answer === undefined ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(answer);
    });
  }

  function answerOf(server: Server, init: RequestInit): Response | undefined {
    const { down, redirects, origin, credentials = false, headers = [], preflightCredentials = true } = server;
    if (down === true) return undefined;
    if (init.mode === 'no-cors') return new Response();
    if (redirects === true) return init.redirect === 'manual' ? ofType('opaqueredirect') : undefined;
    const withCookies = init.credentials === 'include';
    if (origin !== PAGE && (origin !== '*' || withCookies)) return undefined;
    if (withCookies && !credentials) return undefined;
    const names = [...new Headers(init.headers).keys()].filter((name) => !SAFE.includes(name));
    if (names.length > 0 && withCookies && !preflightCredentials) return undefined;
    if (names.some((name) => !headers.includes(name))) return undefined;
    return new Response(null, { headers: server.exposes === true ? { 'access-control-allow-origin': origin } : {} });
  }

  const ofType = (type: ResponseType): Response => Object.defineProperty(new Response(), 'type', { value: type });

  const diagnosed = (request: Partial<FailedRequest> = {}, error = failed): Promise<PushError> =>
    diagnoseCors(error, { url: ADDRESS, ...request });

  /** The part of the message that describes the fault. */
  async function fault(request: Partial<FailedRequest> = {}): Promise<string> {
    const error = await diagnosed(request);
    expect(error).toMatchObject({ code: 'cors', cause: failed });
    const where = `${ADDRESS} was reached, but the browser does not let ${PAGE} read the answer: `;
    expect(error.message.slice(0, where.length)).toBe(where);
    return error.message.slice(where.length);
  }

  describe('returns the error unchanged', () => {
    it.each<[string, Server, Partial<FailedRequest>]>([
      ['if the server does not answer', { down: true }, {}],
      ['if the request works now', { origin: '*' }, {}],
      ['if the request works now, with cookies', { origin: PAGE, credentials: true }, { credentials: 'include' }],
      ['if the header is allowed', { origin: '*', headers: ['x-a'] }, { headers: { 'X-A': '1' } }],
      ['on the same origin without a redirect', {}, { url: '/prices' }],
      ['if the URL is invalid', {}, { url: 'https://' }],
      ['if the headers are invalid', {}, { headers: { 'not a name': '1' } }],
    ])('%s', async (_, server, request) => {
      given(server);
      expect(await diagnosed(request)).toBe(failed);
    });

    it('in a prerendered page, and requests nothing', async () => {
      given({});
      const page = prerender();
      expect(await diagnosed()).toBe(failed);
      expect(asked).toEqual([]);
      page.end();
    });

    it('if it has another code, and requests nothing', async () => {
      given({});
      const other = new PushError('http', '500', { transient: true, status: 500 });
      expect(await diagnosed({}, other)).toBe(other);
      expect(asked).toEqual([]);
    });

    it('if there is no page, and requests nothing', async () => {
      given({});
      const { origin } = globalThis;
      Object.defineProperty(globalThis, 'origin', { value: undefined, configurable: true });
      const error = await diagnosed();
      Object.defineProperty(globalThis, 'origin', { value: origin, configurable: true });
      expect(error).toBe(failed);
      expect(asked).toEqual([]);
    });

    it('if the signal is aborted before, and requests nothing', async () => {
      given({});
      expect(await diagnosed({ signal: AbortSignal.abort() })).toBe(failed);
      expect(asked).toEqual([]);
    });

    it('if the signal is aborted while it runs, and aborts its requests', async () => {
      given({ holds: () => true });
      const waiting = new AbortController();
      const error = diagnosed({ signal: waiting.signal });
      waiting.abort();
      expect(await error).toBe(failed);
      expect(asked.map(({ init }) => init.signal?.aborted)).toEqual([true, true]);
    });

    it('if the signal is aborted after some of the answers', async () => {
      const hasHeader = ({ headers }: RequestInit): boolean => new Headers(headers).has('x-a');
      given({ origin: '*', holds: hasHeader });
      const waiting = new AbortController();
      const error = diagnosed({ method: 'PUT', headers: { 'X-A': '1' }, signal: waiting.signal });
      waiting.abort();
      expect(await error).toBe(failed);
      expect(asked).toHaveLength(3);
    });

    it('if no probe gets an answer within three seconds', async () => {
      jest.useFakeTimers();
      given({ holds: () => true });
      const settled = jest.fn();
      void diagnosed({ method: 'PUT' }).then(settled);
      await jest.advanceTimersByTimeAsync(2_999);
      expect(settled).not.toHaveBeenCalled();
      await jest.advanceTimersByTimeAsync(1);
      expect(settled).toHaveBeenCalledWith(failed);
      expect(jest.getTimerCount()).toBe(0);
    });
  });

  it('sends only plain GET requests, without a body, a cached answer or Authorization', async () => {
    given({ origin: '*' });
    await diagnosed({ method: 'POST', headers: { authorization: 'Bearer secret', accept: 'text/plain', 'X-A': '1' } });
    expect(asked.length).toBeGreaterThan(2);
    for (const { url, init } of asked) {
      expect(url).toBe(ADDRESS);
      expect(init).toMatchObject({ method: 'GET', cache: 'no-store', credentials: 'omit' });
      expect(init.body).toBeUndefined();
      expect(new Headers(init.headers).has('authorization')).toBe(false);
    }
    expect(asked.map(({ init }) => init.signal?.aborted)).toContain(true);
  });

  it('leaves no timer behind', async () => {
    jest.useFakeTimers();
    given({ origin: '*' });
    await diagnosed();
    expect(asked).toHaveLength(2);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('returns a final error with the transport and the URL of the request', async () => {
    given({});
    expect(await diagnosed({ transport: 'sse' })).toMatchObject({ transient: false, transport: 'sse', url: ADDRESS });
    const own = new PushError('network', 'x', { transient: true, transport: 'polling', url: 'https://api.test/own' });
    expect(await diagnosed({ transport: 'sse' }, own)).toMatchObject({
      transport: 'polling',
      url: 'https://api.test/own',
    });
  });

  describe('if the simplest request may not be read', () => {
    it('names the origin to allow', async () => {
      given({});
      const message = await fault();
      expect(message).toContain(
        `Access-Control-Allow-Origin is missing or wrong. Expected Access-Control-Allow-Origin: ${PAGE} (or "*").`,
      );
      expect(message).toContain('No preflight was involved.');
      expect(message).not.toContain('Authorization');
    });

    it('names the header that cookies need too', async () => {
      given({ origin: 'https://other.test' });
      expect(await fault({ credentials: 'include' })).toContain(
        `Expected Access-Control-Allow-Origin: ${PAGE} and Access-Control-Allow-Credentials: true.`,
      );
    });

    it.each<[string, Partial<FailedRequest>]>([
      ['the header x-a', { headers: { 'X-A': '1' } }],
      ['the headers x-a, authorization', { headers: { 'X-A': '1', authorization: 'secret' } }],
      ['the method PUT', { method: 'put' }],
      ['the method patch', { method: 'patch' }],
      ['the method DELETE and the header x-a', { method: 'delete', headers: { 'X-A': '1' } }],
      ['the header content-type', { headers: { 'content-type': 'application/json' } }],
      ['the header accept', { headers: { accept: `text/${'a'.repeat(124)}` } }],
      ['the header accept', { headers: { accept: 'text/"plain"' } }],
      ['the header accept-language', { headers: { 'accept-language': 'de/en' } }],
    ])('says that the preflight for %s must be allowed as well', async (reason, request) => {
      given({});
      expect(await fault(request)).toContain(
        `The preflight, needed for ${reason}, is not the only reason: a plain GET is refused, too.`,
      );
    });

    it.each<Record<string, string>>([
      { accept: 'text/event-stream' },
      { accept: `text/${'a'.repeat(123)}` },
      { 'accept-language': 'de-CH, en;q=0.5' },
      { 'content-type': 'Text/Plain; charset=utf-8' },
    ])('says that %j needs no preflight', async (headers) => {
      given({});
      expect(await fault({ headers })).toContain('No preflight was involved.');
    });

    it('says that the probe was sent without Authorization', async () => {
      given({});
      expect(await fault({ headers: { authorization: 'secret' } })).toMatch(
        /The probe was sent without Authorization, so it may have got a 401 of its own\.$/,
      );
    });
  });

  describe('if the answer may be read only without cookies', () => {
    it('names the headers that cookies need', async () => {
      given({ origin: '*' });
      const message = await fault({ credentials: 'include' });
      expect(message).toContain("it may be read without credentials, but not with credentials: 'include'.");
      expect(message).toContain(
        `Expected Access-Control-Allow-Credentials: true and Access-Control-Allow-Origin: ${PAGE}. ` +
          'The browser hides the value that was sent.',
      );
    });

    it('shows the origin that the server allows, if the header is exposed', async () => {
      given({ origin: '*', exposes: true });
      expect(await fault({ credentials: 'include' })).toContain('Seen: Access-Control-Allow-Origin: *.');
    });
  });

  describe('if the server redirects', () => {
    it.each<[string, Partial<FailedRequest>, string]>([
      ['without cookies', {}, 'only "null" or "*" matches'],
      ['with cookies', { credentials: 'include' }, 'only "null" matches'],
    ])('names what the last address must allow, %s', async (_, request, matching) => {
      given({ redirects: true });
      const message = await fault(request);
      expect(message).toContain('it redirects to an address whose answer may not be read.');
      expect(message).toContain(matching);
    });

    it('says so for an address of the same origin too', async () => {
      given({ redirects: true });
      const { code, message } = await diagnosed({ url: '/prices' });
      expect(code).toBe('cors');
      expect(message).toContain(`${PAGE}/prices was reached`);
      expect(message).toContain('it redirects to an address');
      expect(asked).toHaveLength(1);
    });
  });

  describe('if the preflight is refused', () => {
    const headers = { 'X-A': '1', 'X-B': '2' };

    it('names only the headers that are not allowed', async () => {
      given({ origin: '*', headers: ['x-a'] });
      const message = await fault({ headers });
      expect(message).toContain('Access-Control-Allow-Headers does not name x-b.');
      expect(message).toContain('Expected Access-Control-Allow-Headers: x-a, x-b.');
      expect(message).not.toContain('Access-Control-Allow-Methods');
    });

    it('says that the method must be allowed as well', async () => {
      given({ origin: '*', headers: ['x-a'] });
      expect(await fault({ headers, method: 'PUT' })).toMatch(/Access-Control-Allow-Methods must name PUT, too\.$/);
    });

    it('says that only cookies are the cause', async () => {
      given({ origin: PAGE, credentials: true, headers: ['x-a', 'x-b'], preflightCredentials: false });
      const message = await fault({ headers, credentials: 'include' });
      expect(message).toContain("passes without credentials and is refused with credentials: 'include'.");
      expect(message).toContain('needed for the headers x-a, x-b');
    });

    it.each<[string, Record<string, string>, RequestCredentials, string]>([
      ['a header', { 'X-A': '1' }, 'same-origin', 'x-a'],
      ['several headers', headers, 'same-origin', 'x-a, x-b'],
      ['a header and cookies', { 'X-A': '1' }, 'include', 'x-a'],
    ])('names the possible causes for %s', async (_, sent, credentials, names) => {
      given({ origin: PAGE, credentials: true });
      const message = await fault({ headers: sent, credentials });
      expect(message).toContain('was refused; a plain GET may be read. Either OPTIONS is not answered');
      expect(message).toContain(`Access-Control-Allow-Headers is missing or does not name ${names}.`);
      expect(message.includes('and Access-Control-Allow-Credentials: true')).toBe(credentials === 'include');
    });

    it('treats a plain request that is held as one that may be read', async () => {
      jest.useFakeTimers();
      given({
        origin: '*',
        holds: ({ mode, headers: sent }) => mode === 'cors' && [...new Headers(sent)].length === 0,
      });
      const message = fault({ headers: { 'X-A': '1' } });
      await jest.advanceTimersByTimeAsync(6_000);
      expect(await message).toContain('a plain GET may be read');
    });
  });

  describe('if all probes pass', () => {
    it.each<[string, Partial<FailedRequest>, readonly string[]]>([
      [
        'Authorization',
        { headers: { authorization: 'secret' } },
        [
          'needed for the header authorization, was refused: a GET without Authorization may be read. Either OPTIONS is not answered',
          'does not name authorization, which a "*" does not cover',
          'Expected Access-Control-Allow-Headers: authorization.',
        ],
      ],
      [
        'the method',
        { method: 'PUT' },
        [
          'needed for the method PUT, was refused: a GET may be read.',
          'Access-Control-Allow-Methods is missing or does not name PUT; or the answer to PUT itself lacks',
          'Expected Access-Control-Allow-Methods: PUT, in the same case.',
        ],
      ],
      [
        'both',
        { method: 'POST', headers: { authorization: 'secret' } },
        ['was refused: a GET without Authorization may be read.', 'the answer to POST itself lacks'],
      ],
    ])('names %s', async (_, request, parts) => {
      given({ origin: '*' });
      const message = await fault(request);
      for (const part of parts) expect(message).toContain(part);
    });

    it('does not name OPTIONS if the preflight of another header passed', async () => {
      given({ origin: '*', headers: ['x-a'] });
      const message = await fault({ headers: { 'X-A': '1', authorization: 'secret' } });
      expect(message).not.toContain('OPTIONS');
      expect(message).not.toContain('Either');
      expect(message).toContain('Access-Control-Allow-Headers does not name authorization');
      expect(message).toContain('Expected Access-Control-Allow-Headers: x-a, authorization.');
    });

    it.each([true, false])(
      'says for a POST that the connection may be broken, and keeps transient: %s',
      async (transient) => {
        given({ origin: '*' });
        const lost = new PushError('network', 'Failed to fetch', { transient });
        const error = await diagnosed({ method: 'POST' }, lost);
        expect(error).toMatchObject({ code: 'cors', transient });
        expect(error.message).toContain('a POST is not repeated to find out');
      },
    );
  });
});
