/** The most characters of a text from outside that a message of an error or a warning shows. */
const LONGEST = 100;

/**
 * Text as a message of an error or a warning shows it: what a server sent may be megabytes long. Longer text ends with
 * `…`. A surrogate pair is never cut in two.
 */
export function shorten(value: unknown): string {
  const text = String(value);
  if (text.length <= LONGEST) return text;
  const last = text.charCodeAt(LONGEST - 1);
  const halves = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, halves ? LONGEST - 1 : LONGEST)}…`;
}
