/** A duration in milliseconds that a timer can wait. */
export function checkedDuration(name: string, ms: number, least = 0): number {
  if (!(ms >= least && ms < 2 ** 31))
    throw new TypeError(`${name}: expected milliseconds from ${least} to 2147483647, got ${ms}`);
  return ms;
}

/** A number of messages. */
export function checkedCount(name: string, count: number): number {
  if (!Number.isInteger(count) || count < 1)
    throw new TypeError(`${name}: expected a whole number from 1, got ${count}`);
  return count;
}

/** Ids that can travel in the `id` field of an event and in a header. */
export function checkedIds(name: string, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) throw new TypeError(`${name}: expected at least one id`);
  const wrong = ids.find((id) => id === '' || id !== id.trim() || /\p{Cc}/u.test(id));
  if (wrong !== undefined)
    throw new TypeError(
      `${name}: expected ids without control characters and outer spaces, got ${JSON.stringify(wrong)}`,
    );
  return ids;
}

/** A value that can travel in a header, and cannot end it. */
export function checkedHeaderValue(name: string, value: string): string {
  if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,1998}[\x21-\x7e])?$/.test(value))
    throw new TypeError(
      `${name}: expected up to 2000 characters of ASCII without control characters, got ${JSON.stringify(value.slice(0, 100))}`,
    );
  return value;
}

/** What a feed may be called. */
export function isFeedName(name: unknown): name is string {
  return typeof name === 'string' && /^[\w-]{1,100}$/.test(name);
}

/** The name of a feed that a client has sent. */
export function checkedFeedName(name: string): string {
  if (!isFeedName(name))
    throw new TypeError(`feed: expected up to 100 of [\\w-], got ${JSON.stringify(String(name).slice(0, 100))}`);
  return name;
}

/** A close code that may be sent. RFC 6455 §7.4: 1004 to 1006 and 1015 never are. */
export function isSendable(code: number): boolean {
  return (
    Number.isInteger(code) &&
    ((code >= 1000 && code <= 1014 && !(code >= 1004 && code <= 1006)) || (code >= 3000 && code <= 4999))
  );
}
