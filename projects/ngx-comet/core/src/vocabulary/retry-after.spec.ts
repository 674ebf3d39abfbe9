import fc from 'fast-check';
import { parseRetryAfter } from './retry-after';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);
const SHORT_DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

// These functions format the three forms of RFC 9110 §5.6.7, to check the parser.
const imfFixdate = (date: Date): string => date.toUTCString();
const rfc850 = (date: Date): string => {
  const [, day, month, year, time] = date.toUTCString().split(/,? /);
  return `${LONG_DAYS[date.getUTCDay()]}, ${day}-${month}-${year?.slice(2)} ${time} GMT`;
};
const asctime = (date: Date): string => {
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const month = MONTHS[date.getUTCMonth()];
  return `${SHORT_DAYS[date.getUTCDay()]} ${month} ${day} ${date.toISOString().slice(11, 19)} ${date.getUTCFullYear()}`;
};

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    ['007', 7_000],
    [' 5\t', 5_000],
  ])('parses the seconds %j', (value, delay) => {
    expect(parseRetryAfter(value, NOW)).toBe(delay);
  });

  it.each(['2147484', '99999999999999999999', '9'.repeat(64)])('clamps %s seconds to what a timer takes', (value) => {
    expect(parseRetryAfter(value, NOW)).toBe(2 ** 31 - 1);
  });

  // The three examples of RFC 9110 §5.6.7 are one instant.
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'parses %s',
    (value) => {
      expect(parseRetryAfter(value, Date.UTC(1994, 10, 6, 8, 49, 30))).toBe(7_000);
    },
  );

  it.each([
    ['IMF-fixdate', imfFixdate],
    ['rfc850-date', rfc850],
    ['asctime-date', asctime],
  ])('parses every %s of the next 24 days', (_form, write) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_147_483 }), fc.integer({ min: 0, max: 4e9 }), (seconds, start) => {
        const now = start * 1_000;
        expect(parseRetryAfter(write(new Date(now + seconds * 1_000)), now)).toBe(seconds * 1_000);
      }),
    );
  });

  it('returns 0 for a date in the past', () => {
    expect(parseRetryAfter('Sun, 22 Nov 2026 11:59:59 GMT', NOW)).toBe(0);
    expect(parseRetryAfter('Sun Nov  6 08:49:37 1994', NOW)).toBe(0);
  });

  it('clamps a date in the far future', () => {
    expect(parseRetryAfter('Fri, 31 Dec 9999 23:59:59 GMT', NOW)).toBe(2 ** 31 - 1);
  });

  it('reads a two-digit year as at most 50 years in the future', () => {
    expect(parseRetryAfter('Sunday, 22-Nov-76 12:00:00 GMT', NOW)).toBe(2 ** 31 - 1);
    expect(parseRetryAfter('Sunday, 22-Nov-76 12:00:01 GMT', NOW)).toBe(0);
  });

  it('reads a two-digit year after the turn of the century as the near future', () => {
    expect(parseRetryAfter('Friday, 01-Jan-00 00:00:05 GMT', Date.UTC(2099, 11, 31, 23, 59, 55))).toBe(10_000);
  });

  it('accepts leap days and leap seconds', () => {
    expect(parseRetryAfter('Tue, 29 Feb 2028 00:00:10 GMT', Date.UTC(2028, 1, 29))).toBe(10_000);
    expect(parseRetryAfter('Sat, 31 Dec 2016 23:59:60 GMT', Date.UTC(2016, 11, 31, 23, 59, 55))).toBe(5_000);
  });

  it.each([
    '',
    ' ',
    '-1',
    '+5',
    '1.5',
    '1e3',
    '0x10',
    '5s',
    '5, 5',
    '٣',
    'soon',
    'Infinity',
    '2026-11-22T12:00:10Z',
    'Sun, 22 Nov 2026 12:00:10',
    'Sun, 22 Nov 2026 12:00:10 UTC',
    'Sun, 22 Nov 2026 12:00:10 +0000',
    'Sun, 22 Nov 2026 12:00:10 GMT+1',
    'Sun, 22 nov 2026 12:00:10 GMT',
    'sun, 22 Nov 2026 12:00:10 GMT',
    'Sun, 22 Nov 26 12:00:10 GMT',
    'Sun 22 Nov 2026 12:00:10 GMT',
    'Sunday, 22 Nov 2026 12:00:10 GMT',
    'Sun, 22-Nov-26 12:00:10 GMT',
    'Sun, 6 Nov 2026 12:00:10 GMT',
    'Sun Nov 6 12:00:10 2026',
    'Sun, 22 Nov 2026 12:00 GMT',
    'Sun, 22 Nov 2026 24:00:00 GMT',
    'Sun, 22 Nov 2026 12:60:00 GMT',
    'Sun, 22 Nov 2026 12:00:61 GMT',
    'Sun, 00 Nov 2026 12:00:10 GMT',
    'Sun, 31 Nov 2026 12:00:10 GMT',
    'Sun, 29 Feb 2026 12:00:10 GMT',
    'Sun, 22 Foo 2026 12:00:10 GMT',
    'Sun, 22 Nov 2026 12:00:10 GMT, 5',
  ])('ignores %j', (value) => {
    expect(parseRetryAfter(value, NOW)).toBeUndefined();
  });

  it('ignores more than 64 characters', () => {
    expect(parseRetryAfter('5'.padStart(64), NOW)).toBe(5_000);
    expect(parseRetryAfter('5'.padStart(65), NOW)).toBeUndefined();
    expect(parseRetryAfter('9'.repeat(65), NOW)).toBeUndefined();
  });

  it('returns undefined without a value', () => {
    expect(parseRetryAfter(null, NOW)).toBeUndefined();
    expect(parseRetryAfter(undefined, NOW)).toBeUndefined();
  });

  it('returns a delay that a timer takes, or undefined, for any value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat().map(String)), fc.integer({ min: 0, max: 4e12 }), (value, now) => {
        const delay = parseRetryAfter(value, now);
        expect(delay === undefined || (delay >= 0 && delay <= 2 ** 31 - 1)).toBe(true);
      }),
    );
  });
});
