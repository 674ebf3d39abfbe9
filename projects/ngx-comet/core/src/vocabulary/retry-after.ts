import { MAX_DELAY } from '../platform/clamp-delay';

/** The longest HTTP date has 33 characters. Longer values cost time: 200,000 spaces blocked a page for 15 s. */
const MAX_LENGTH = 64;

/**
 * Parses a `Retry-After` header: whole seconds or an HTTP date (RFC 9110 §10.2.3 and §5.6.7). A date in the past means
 * 0. A delay that is too long for a timer is clamped to 2³¹−1 ms. Other values, and values of more than 64 characters,
 * are ignored.
 *
 * @param value - the header's value, if there is one
 * @param now - milliseconds since the epoch
 * @returns milliseconds from `now`, or `undefined` if the value is not valid
 */
export function parseRetryAfter(value: string | null | undefined, now: number): number | undefined {
  if (value === null || value === undefined || value.length > MAX_LENGTH) return undefined;
  const field = value.replace(/^[ \t]+|[ \t]+$/g, '');
  const delay = /^\d+$/.test(field) ? Number(field) * 1_000 : parseHttpDate(field, now) - now;
  return Number.isNaN(delay) ? undefined : Math.min(Math.max(delay, 0), MAX_DELAY);
}

// The two obsolete forms that recipients must accept beside IMF-fixdate (RFC 9110 §5.6.7). Names are case-sensitive.
const RFC850_DATE = /^(\w{3})[a-z]*day, (\d\d)-(\w{3})-(\d\d) (\S+ GMT)$/;
const ASCTIME_DATE = /^(\w{3}) (\w{3}) (\d\d) (\S+) (\d{4})$/;

/** Milliseconds since the epoch; `NaN` if the field is not an HTTP date. */
function parseHttpDate(field: string, now: number): number {
  const [, name, day, month, year, time] = RFC850_DATE.exec(field) ?? [];
  if (name === undefined) {
    // The day of the obsolete form has a space in place of a zero.
    const padded = field.replace(/^(\w{3} \w{3})  /, '$1 0');
    return parseFixdate(padded.replace(ASCTIME_DATE, '$1, $3 $2 $5 $4 GMT'));
  }
  // A two-digit year more than 50 years in the future means the last year in the past with these digits (RFC 9110
  // §5.6.7).
  const inFiftyYears = new Date(now);
  inFiftyYears.setUTCFullYear(inFiftyYears.getUTCFullYear() + 50);
  const century = Math.floor(inFiftyYears.getUTCFullYear() / 100);
  const within = (hundreds: number): number => parseFixdate(`${name}, ${day} ${month} ${hundreds}${year} ${time}`);
  const latest = within(century);
  return latest > inFiftyYears.getTime() ? within(century - 1) : latest;
}

/**
 * Parses an IMF-fixdate. `Date.parse` also accepts other forms, some in the time zone of the client, and changes values
 * that are out of range. So the date is formatted again and compared. `Date.parse` rejects leap seconds.
 */
function parseFixdate(text: string): number {
  const written = text.replace(':60 GMT', ':59 GMT');
  const at = Date.parse(written);
  const same = /^[A-Z][a-z]{2},/.test(text) && new Date(at).toUTCString().slice(3) === written.slice(3);
  return same ? at + (written === text ? 0 : 1_000) : NaN;
}
