import type { Dice } from './dice.ts';

/** Appears in an answer's head only if an input has ended a header. */
export const INJECTED = 'x-injected';

const NAMES = [
  'news',
  'ticker',
  '__proto__',
  'constructor',
  'toString',
  'a'.repeat(100),
  'a'.repeat(5_000),
  '%00',
  '..',
  '-',
] as const;

export const nameFrom = (dice: Dice): string => (dice.chance(0.3) ? dice.pick(NAMES) : `f${dice.below(500)}`);

const NASTY = [
  '',
  '\0',
  `a\r\n${INJECTED}: 1`,
  `a\n${INJECTED}: 1\n\n<script>`,
  'caf\u00e9 \u2028 \ud800',
  '%0d%0a' + INJECTED + ':1',
  '%',
  '%zz',
  '%C0%AF',
  '%u0000',
  '-1',
  '0',
  '1e309',
  'NaN',
  'Infinity',
  '2147483647',
  '2147483648',
  '99999999999999999999',
  '0x10',
  '1.5',
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  'http://evil.example/',
  '__proto__',
  'constructor',
  '[]',
  '{}',
  'null',
  'undefined',
  'true',
  "' or 1=1--",
  '<img src=x onerror=alert(1)>',
  '${7*7}',
  '{{7*7}}',
  'x'.repeat(300),
  'y'.repeat(5_000),
] as const;

/** A text that programs are known to stumble over, or a random one. */
export function nastyText(dice: Dice): string {
  if (dice.chance(0.7)) return dice.pick(NASTY);
  return String.fromCharCode(...dice.times(30, () => dice.below(dice.chance(0.8) ? 128 : 0xffff)));
}

const KEYS = [
  'type',
  'value',
  'id',
  'channel',
  'cursor',
  '__proto__',
  'constructor',
  'toJSON',
  'then',
  'length',
  '',
] as const;

/** JSON, most of it valid: values of every type at every place, prototype keys, numbers out of range, deep nesting. */
export function nastyJson(dice: Dice, levels = 4): string {
  switch (dice.below(levels > 0 ? 9 : 6)) {
    case 0:
      return dice.pick(['null', 'true', 'false', '""', '[]', '{}']);
    case 1:
      return dice.pick([
        '0',
        '-0',
        '1e400',
        '-1e400',
        '123456789012345678901234567890',
        '1E-400',
        '01',
        '+1',
        '.5',
        'NaN',
      ]);
    case 2:
    case 3:
      return JSON.stringify(nastyText(dice));
    case 4:
      return dice.pick(['{', '[', '"', '\\', '"\\ud800"', '"\\u0000"', '{"a":}', '[1,]', '\ufeff{}', '/**/1', "'a'"]);
    case 5: {
      const depth = dice.pick([50, 99, 100, 101, 5_000, 50_000]);
      return dice.chance(0.5) ? '['.repeat(depth) + ']'.repeat(depth) : '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
    }
    case 6:
      return `[${dice.times(5, () => nastyJson(dice, levels - 1)).join()}]`;
    default:
      return `{${dice.times(5, () => `${JSON.stringify(dice.pick(KEYS))}:${nastyJson(dice, levels - 1)}`).join()}}`;
  }
}
