import { MAX_DELAY } from '../platform/clamp-delay';

/**
 * Reads a `Retry-After` header: whole seconds or an HTTP date (RFC 9110 §10.2.3 and §5.6.7). A date in the past means now,
 * a delay beyond what a timer takes is clamped to 2³¹−1 ms, and anything else is ignored.
 *
 * @param value - the header's value, if there is one
 * @param now - milliseconds since the epoch
 * @returns milliseconds from `now`, or `undefined` where the value says nothing
 */
export function parseRetryAfter(value: string | null | undefined, now: number): number | undefined {
  const field = value?.replace(/^[ \t]+|[ \t]+$/g, '') ?? '';
  const delay = /^\d+$/.test(field) ? Number(field) * 1_000 : parseHttpDate(field, now) - now;
  return Number.isNaN(delay) ? undefined : Math.min(Math.max(delay, 0), MAX_DELAY);
}

// The two obsolete forms that RFC 9110 §5.6.7 has recipients accept beside IMF-fixdate, names case-sensitive.
const RFC850_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}day, (\d\d)-(\w{3})-(\d\d) (\S+ GMT)$/;
const ASCTIME_DATE = /^(\w{3}) (\w{3}) ([ \d]\d) (\S+) (\d{4})$/;

/** Milliseconds since the epoch, `NaN` for what is no HTTP date. */
function parseHttpDate(field: string, now: number): number {
  const [, name, day, month, year, time] = RFC850_DATE.exec(field) ?? [];
  if (name === undefined) {
    return parseFixdate(
      field.replace(ASCTIME_DATE, (_all, ...[weekday, inMonth, date, at, inYear]: string[]) => {
        return `${weekday}, ${date?.replace(' ', '0')} ${inMonth} ${inYear} ${at} GMT`;
      }),
    );
  }
  // A two-digit year that appears to be more than 50 years in the future is the latest one in the past that ends so.
  const inFiftyYears = new Date(now);
  inFiftyYears.setUTCFullYear(inFiftyYears.getUTCFullYear() + 50);
  const century = Math.floor(inFiftyYears.getUTCFullYear() / 100);
  const within = (hundreds: number): number => parseFixdate(`${name}, ${day} ${month} ${hundreds}${year} ${time}`);
  const latest = within(century);
  return latest > inFiftyYears.getTime() ? within(century - 1) : latest;
}

/**
 * Reads an IMF-fixdate. `Date.parse` takes far more than these, much of it in the time zone of the client, and rolls what is out
 * of range over: only what is written back the same is one. It knows no leap seconds.
 */
function parseFixdate(text: string): number {
  const written = text.replace(':60 GMT', ':59 GMT');
  const at = Date.parse(written);
  const same = /^[A-Z][a-z]{2},/.test(text) && new Date(at).toUTCString().slice(3) === written.slice(3);
  return same ? at + (written === text ? 0 : 1_000) : NaN;
}
