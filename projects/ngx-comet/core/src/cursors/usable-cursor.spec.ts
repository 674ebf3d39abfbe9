import { MAX_CURSOR_BYTES, usableCursor } from './usable-cursor';

describe('usableCursor', () => {
  it.each([
    ['a number', '42'],
    ['all printable ASCII', ' !"#$%&\'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~'],
    ['other scripts', '…üß日本'],
    ['a surrogate pair', 'a😀b'],
    ['1 KiB of ASCII', 'x'.repeat(MAX_CURSOR_BYTES)],
    ['1 KiB of two-byte characters', 'ü'.repeat(MAX_CURSOR_BYTES / 2)],
    ['1 KiB of four-byte characters', '😀'.repeat(MAX_CURSOR_BYTES / 4)],
    ['nothing, which clears the cursor', ''],
  ])('accepts %s', (_, id) => {
    expect(usableCursor(id)).toBe(true);
  });

  it.each([
    ['NUL', '\0'],
    ['a tab', '\t'],
    ['LF', '\n'],
    ['CR', '\r'],
    ['the last control character before space', '\x1f'],
    ['DEL', '\x7f'],
    ['a control character beyond ASCII', '\x85'],
    ['the last control character', '\x9f'],
    ['half a surrogate pair, the first', '\ud83d'],
    ['half a surrogate pair, the second', '\ude00'],
    ['a surrogate pair in the wrong order', '\ude00\ud83d'],
  ])('refuses %s, wherever it is', (_, part) => {
    for (const id of [part, `1${part}`, `${part}1`, `ü${part}`, `${part}ü`, `😀${part}😀`]) {
      expect([id, usableCursor(id)]).toEqual([id, false]);
    }
  });

  it.each([
    ['ASCII', `x${'x'.repeat(MAX_CURSOR_BYTES)}`],
    ['two-byte characters', `x${'ü'.repeat(MAX_CURSOR_BYTES / 2)}`],
    ['four-byte characters', `x${'😀'.repeat(MAX_CURSOR_BYTES / 4)}`],
    ['megabytes', 'ü'.repeat(1_000_000)],
  ])('refuses more than 1 KiB of %s', (_, id) => {
    expect(usableCursor(id)).toBe(false);
  });

  it('accepts the neighbours of the control characters', () => {
    for (const id of [' ', '~', '\xa0', '\ud7ff', '\ue000']) expect([id, usableCursor(id)]).toEqual([id, true]);
  });
});
