import { webSocketUrl } from './websocket-url';

describe('webSocketUrl', () => {
  const base = document.createElement('base');

  beforeEach(() => {
    base.href = 'https://app.example/shop/';
    document.head.append(base);
  });

  afterEach(() => {
    base.remove();
  });

  it.each([
    ['ws://h/x', 'ws://h/x'],
    ['wss://h:8443/x?a=1', 'wss://h:8443/x?a=1'],
    ['http://h:8080/x', 'ws://h:8080/x'],
    ['https://h/x', 'wss://h/x'],
    ['/feed', 'wss://app.example/feed'],
    ['feed?token=1', 'wss://app.example/shop/feed?token=1'],
    ['//h/feed', 'wss://h/feed'],
  ])('turns %s into %s', (given, made) => {
    expect(webSocketUrl(given)).toBe(made);
  });

  it('accepts a URL object, and does not change it', () => {
    const url = new URL('http://h/x');
    expect(webSocketUrl(url)).toBe('ws://h/x');
    expect(url.protocol).toBe('http:');
  });

  it.each(['ftp://h/x', 'http://[', 'data:,x'])('rejects %s with a final error', (given) => {
    expect(() => webSocketUrl(given)).toThrow(
      expect.objectContaining({ name: 'PushError', code: 'unsupported', transient: false }),
    );
  });

  it.each([
    ['ftp://h/x', 'its scheme is ftp:, not ws:, wss:, http: or https:'],
    ['localhost:8080/x', 'its scheme is localhost:, not ws:, wss:, http: or https:'],
    ['ws://h/x?token=a#b', 'it has a fragment: leave out the #, or write %23'],
    ['/x#', 'it has a fragment: leave out the #, or write %23'],
    ['http://[', 'it is invalid, or relative without a page'],
  ])('says what is wrong with %s', (given, why) => {
    expect(() => webSocketUrl(given)).toThrow(
      expect.objectContaining({
        code: 'unsupported',
        message: expect.stringContaining(`a WebSocket cannot use the URL: ${why}`) as string,
      }),
    );
  });

  it('shows no token in the error', () => {
    expect(() => webSocketUrl('ftp://h/x?token=secret')).toThrow(
      expect.objectContaining({ url: 'ftp://h/x', message: expect.not.stringContaining('secret') as string }),
    );
  });
});
