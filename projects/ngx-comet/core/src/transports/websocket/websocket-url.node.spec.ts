/**
 * @jest-environment node
 */
import { webSocketUrl } from './websocket-url';

describe('webSocketUrl where there is no page', () => {
  it('takes an absolute URL', () => {
    expect(webSocketUrl('https://h/x')).toBe('wss://h/x');
  });

  it('refuses a relative one', () => {
    expect(() => webSocketUrl('/x')).toThrow(expect.objectContaining({ code: 'unsupported', transient: false }));
  });
});
