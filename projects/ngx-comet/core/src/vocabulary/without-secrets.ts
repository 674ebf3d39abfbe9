/** A URL as it may be shown: tokens travel in queries, fragments and user infos, and an error travels into logs. */
export function withoutSecrets(url: string | URL): string {
  const text = String(url);
  if (URL.canParse(text)) {
    const shown = new URL(text);
    shown.username = shown.password = shown.search = shown.hash = '';
    return shown.href;
  }
  // A relative URL, or none at all: of that everything before the last `@` may be a password. What URLs ignore must hide nothing.
  return text
    .replace(/^[^!-\uffff]+|[\t\n\r]/g, '')
    .replace(/^(?:([a-z][a-z\d+.-]*:[\\/]*).*|([\\/]{2,})[^\\/?#]*)@/is, '$1$2')
    .replace(/[?#].*$/s, '');
}
