/** The most characters of a text that a message of an error shows. */
const LONGEST = 100;

/** Text as a message of an error shows it. Longer text ends with `…`. A surrogate pair is never cut in two. */
export function shorten(value: unknown): string {
  const text = String(value);
  if (text.length <= LONGEST) return text;
  const last = text.charCodeAt(LONGEST - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? LONGEST - 1 : LONGEST)}…`;
}
