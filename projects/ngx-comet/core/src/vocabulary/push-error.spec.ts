import { isPushError } from './is-push-error';
import { PushError } from './push-error';

describe('PushError', () => {
  it('is an Error that keeps its details and its cause', () => {
    const cause = new Error('cause');
    const error = new PushError('closed', 'gone', { transient: true, closeCode: 1001, closeReason: 'bye', cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'PushError', code: 'closed', closeCode: 1001, closeReason: 'bye', cause });
    expect('status' in error).toBe(false);
  });

  it.each([
    ['https://user:pass@host.example/a/b?token=1#x', 'https://host.example/a/b'],
    ['wss://host.example?t=1', 'wss://host.example/'],
    ['//user@host.example/a', '//host.example/a'],
    ['/relative?token=a@b', '/relative'],
    ['#only', ''],
    ['https://host.example/a@b', 'https://host.example/a@b'],
    ['https:\\\\user:p@host.example\\a', 'https://host.example/a'],
    ['  http://user:p@host.example/a', 'http://host.example/a'],
    ['http:/user:p@host.example/a', 'http://host.example/a'],
    ['http:user:p@host.example/a', 'http://host.example/a'],
    ['http:///user:p@host.example/a', 'http://host.example/a'],
    ['ht\ttp://user:p@host.example/a', 'http://host.example/a'],
    [' //user:p@host.example/a?token=1', '//host.example/a'],
    ['/\n/user:p@host.example/a@b', '//host.example/a@b'],
    [' ht\ttp:/user:p@host.example:99999/a?token=1', 'http:/host.example:99999/a'],
    ['http://user:p/?#x@host.example:port/a#x', 'http://host.example:port/a'],
    ['blob:https://host.example/a#x', 'blob:https://host.example/a'],
    ['blob:https://user:p@host.example/a?token=1', 'blob:https://host.example/a'],
    ['blob:null/a', 'blob:null/a'],
    ['blob:x', 'blob:x'],
    ['mailto:user:p@host.example?token=1', 'mailto:host.example'],
    ['mailto:secret', 'mailto:…'],
    ['data:text/plain,secret', 'data:text/plain,'],
    ['data:secret', 'data:'],
    ['ftp://user:p@host.example/a?token=1', 'ftp://host.example/a'],
    ['javascript://user:p@host.example/a?token=1', 'javascript://host.example/a'],
    ['relative/é?token=1', 'relative/é'],
    ['http://[secret', 'http://…'],
    ['http://user:secret', 'http://…'],
    ['//user:secret/a', '//…'],
    ['http://host.example:99999/a?token=1', 'http://host.example:99999/a'],
  ])('removes the secrets from %s', (url, shown) => {
    expect(new PushError('network', '', { transient: true, url }).url).toBe(shown);
  });

  it.each([
    ['at https://user:p@host.example/a?token=1#x.', 'at https://host.example/a.'],
    ['(http://host.example:80), and https://host.example.', '(http://host.example:80), and https://host.example.'],
    ['"http://host.example/?a=b"', '"http://host.example/"'],
    ['cannot parse http://user:secret', 'cannot parse http://…'],
    [`https://${'x'.repeat(20)}…`, 'https:…'],
    ['from /a/b?secret is wrong', 'from /a/b is wrong'],
    ['from feed?token=secret&b=secret, again', 'from feed again'],
    ['//user:secret@host.example/a', '//host.example/a'],
    ['Does it work? Yes #1, and/or 2', 'Does it work? Yes #1, and/or 2'],
  ])('removes them from the message %s', (message, shown) => {
    expect(new PushError('network', message, { transient: true }).message).toBe(shown);
  });

  it.each(['a'.repeat(200_000), '/'.repeat(200_000), 'a:/'.repeat(70_000), '?a'.repeat(100_000), 'a.'.repeat(100_000)])(
    'does so in linear time, message %#',
    (message) => {
      const start = performance.now();
      expect(new PushError('network', message, { transient: true }).message).not.toBe('');
      expect(performance.now() - start).toBeLessThan(3_000);
    },
  );

  it.each([`http:${'/'.repeat(100_000)}`, `${'\\'.repeat(100_000)}?`])('does so in linear time', (url) => {
    const start = performance.now();
    expect(new PushError('network', '', { transient: true, url }).url?.length).toBeGreaterThanOrEqual(100_000);
    // In quadratic time it takes 9 s, in linear time a millisecond.
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  it('removes them from a URL object too', () => {
    const url = new URL('https://user:pass@host.example/?q=1');
    expect(new PushError('network', '', { transient: true, url }).url).toBe('https://host.example/');
  });
});

describe('the message of a PushError', () => {
  const url = 'https://user:pass@host.example/a?token=1';

  it.each([
    ['gone', 'https://host.example/a: gone'],
    ['https://host.example/a: gone', 'https://host.example/a: gone'],
    ['GET https://host.example/a: gone', 'GET https://host.example/a: gone'],
    ['gave up: GET https://host.example/a: gone', 'gave up: GET https://host.example/a: gone'],
    ['https://host.example/a was reached', 'https://host.example/a was reached'],
  ])('names the URL once: %s', (message, shown) => {
    expect(new PushError('network', message, { transient: true, url }).message).toBe(shown);
  });

  it('has at most 100 characters of the URL', () => {
    const long = `https://host.example/${'a'.repeat(1_000)}`;
    const { message } = new PushError('network', 'gone', { transient: true, url: long });
    expect(message).toBe(`${long.slice(0, 100)}…: gone`);
  });

  it('does not name an empty URL', () => {
    expect(new PushError('network', 'gone', { transient: true, url: '#x' }).message).toBe('gone');
  });
});

describe('a PushError as JSON', () => {
  const written = (cause: unknown): unknown =>
    (JSON.parse(JSON.stringify(new PushError('network', 'gone', { transient: true, cause }))) as { cause?: unknown })
      .cause;

  it('has its name, its message and all facts', () => {
    const facts = {
      transient: true,
      transport: 'sse',
      url: 'https://host.example/',
      status: 503,
      closeCode: 1001,
      closeReason: 'bye',
      retryAfter: 2_000,
      body: 'busy',
    } as const;
    const error = Object.assign(new PushError('http', 'busy', facts), { zone: { secret: 1 } });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'PushError',
      message: 'https://host.example/: busy',
      code: 'http',
      ...facts,
    });
  });

  it('has only the names of its causes', () => {
    const inner = Object.assign(new TypeError('secret'), { token: 'secret' });
    const outer = Object.assign(new Error('secret', { cause: inner }), { request: { token: 'secret' } });
    expect(written(outer)).toEqual({ name: 'Error', cause: { name: 'TypeError' } });
  });

  it('has the message of a cause that is a PushError', () => {
    const cause = new PushError('network', 'gone', {
      transient: true,
      url: 'https://h.example/',
      cause: new Error('secret'),
    });
    expect(written(cause)).toEqual({
      name: 'PushError',
      message: 'https://h.example/: gone',
      cause: { name: 'Error' },
    });
  });

  it('has five causes of an endless chain', () => {
    const cyclic = new Error('again');
    cyclic.cause = cyclic;
    expect(JSON.stringify(written(cyclic)).match(/name/g)).toHaveLength(5);
  });

  it.each([
    ['a string', 'secret', undefined],
    ['null', null, undefined],
    ['an object', { token: 'secret', name: 7 }, {}],
    ['a long name', { name: 'a'.repeat(1_000_000) }, { name: `${'a'.repeat(100)}…` }],
  ])('may have any cause: %s', (_what, cause, shown) => {
    expect(written(cause)).toEqual(shown);
  });

  it('may have a cause whose getters throw', () => {
    const hostile = Object.defineProperty({}, 'name', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(written(hostile)).toBeUndefined();
  });
});

describe('isPushError', () => {
  it('recognizes errors of another copy of the package', () => {
    class Foreign extends Error {
      override readonly name = 'PushError';
      readonly code = 'http';
      readonly transient = true;
    }
    expect(isPushError(new Foreign('x'))).toBe(true);
  });

  it.each([undefined, null, 'PushError', new Error('x'), { name: 'PushError', code: 'http', transient: true }])(
    'returns false for %p',
    (value) => {
      expect(isPushError(value)).toBe(false);
    },
  );
});
