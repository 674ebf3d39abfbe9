/**
 * @jest-environment node
 */
import { webSocketUrl } from './websocket-url';

describe('webSocketUrl without a page', () => {
  it('accepts an absolute URL', () => {
    expect(webSocketUrl('https://h/x')).toBe('wss://h/x');
  });

  it('rejects a relative URL', () => {
    expect(() => webSocketUrl('/x')).toThrow(expect.objectContaining({ code: 'unsupported', transient: false }));
  });
});
