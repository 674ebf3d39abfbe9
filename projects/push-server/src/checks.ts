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

/** A close code that may be sent. RFC 6455 §7.4: 1004 to 1006 and 1015 never are. */
export function isSendable(code: number): boolean {
  return (
    Number.isInteger(code) &&
    ((code >= 1000 && code <= 1014 && !(code >= 1004 && code <= 1006)) || (code >= 3000 && code <= 4999))
  );
}
