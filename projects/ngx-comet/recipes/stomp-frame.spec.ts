import { decodeStomp, encodeStomp } from './stomp-frame';

describe('a STOMP frame', () => {
  it('is encoded as the specification says', () => {
    expect(encodeStomp({ command: 'SEND', headers: { destination: '/a', n: '1' }, body: 'hello' })).toBe(
      'SEND\ndestination:/a\nn:1\n\nhello\0',
    );
  });

  it.each([
    ['an empty body', { command: 'MESSAGE', headers: { a: 'b' }, body: '' }],
    ['no headers', { command: 'SEND', headers: {}, body: 'x' }],
    ['a body with blank lines and zeros', { command: 'SEND', headers: { a: '' }, body: 'a\n\nb\0c\r\n' }],
    ['headers that need escapes', { command: 'SEND', headers: { 'a:b': 'c\nd\\e\r:f' }, body: '' }],
    ['an escaped escape', { command: 'SEND', headers: { a: '\\n' }, body: '' }],
  ])('is the same after encoding and decoding, with %s', (_name, frame) => {
    expect(decodeStomp(encodeStomp(frame))).toEqual(frame);
  });

  it('is not escaped where the specification forbids it', () => {
    expect(encodeStomp({ command: 'CONNECT', headers: { host: 'a:b' }, body: '' })).toBe('CONNECT\nhost:a:b\n\n\0');
    expect(decodeStomp('CONNECTED\nsession:a\\c\n\n\0').headers).toEqual({ session: 'a\\c' });
  });

  it('may have CRLF line ends, and line ends after its end', () => {
    expect(decodeStomp('MESSAGE\r\na:b\r\n\r\nx\0\n\r\n')).toEqual({
      command: 'MESSAGE',
      headers: { a: 'b' },
      body: 'x',
    });
  });

  it('has the first value of a repeated header', () => {
    expect(decodeStomp('MESSAGE\na:1\na:2\n\n\0').headers).toEqual({ a: '1' });
  });

  it.each(['\n', '\r\n', ''])('is a heart-beat if it is only %j', (beat) => {
    expect(decodeStomp(beat).command).toBe('');
  });

  it('is read in linear time, also if it is malformed', () => {
    const start = performance.now();
    expect(() => decodeStomp(`MESSAGE${'\n\n'.repeat(100_000)}`)).toThrow(SyntaxError);
    // In quadratic time it takes many seconds, in linear time a millisecond.
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  it.each(['MESSAGE', 'MESSAGE\na:b\n\nno end', 'MESSAGE\nheader\n\n\0', 'MESSAGE\n\nx\0y', '\n\nx\0'])(
    'is rejected if it is malformed: %j',
    (text) => {
      expect(() => decodeStomp(text)).toThrow(SyntaxError);
    },
  );
});
