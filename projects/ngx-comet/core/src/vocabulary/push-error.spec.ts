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
    ['data:text/plain,secret', 'data:text/plain,'],
    ['data:secret', 'data:'],
    ['ftp://user:p@host.example/a?token=1', 'ftp://host.example/a'],
    ['javascript://user:p@host.example/a?token=1', 'javascript://host.example/a'],
    ['relative/é?token=1', 'relative/é'],
  ])('removes the secrets from %s', (url, shown) => {
    expect(new PushError('network', '', { transient: true, url }).url).toBe(shown);
  });

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
