/** A URL that is safe to show in logs: queries, fragments and user infos may contain tokens, so they are removed. */
export function withoutSecrets(url: string | URL): string {
  const text = String(url);
  if (URL.canParse(text)) {
    const shown = new URL(text);
    shown.username = shown.password = shown.search = shown.hash = '';
    return shown.pathname.startsWith('/') ? shown.href : shown.protocol + opaquePath(shown);
  }
  // A relative URL, or an invalid one: everything before the last `@` may be a password. URL parsers ignore leading
  // controls, tabs and line breaks, so these are removed first. No two repeats of an expression match the same character
  // after each other: otherwise the time would grow with the square of the length.
  return text
    .replace(/^[^!-\uffff]+|[\t\n\r]/g, '')
    .replace(/^(?:([a-z][a-z\d+.-]*:[\\/]*)(?:[^\\/].*)?|([\\/]{2,})[^\\/?#]*)@/is, '$1$2')
    .replace(/[?#].*$/s, '');
}

/** A path that the URL parser leaves as it is: a `blob:` contains another URL, `data:` its data, `mailto:` an address. */
function opaquePath({ protocol, pathname }: URL): string {
  if (protocol === 'blob:') return withoutSecrets(pathname);
  if (protocol === 'data:') return pathname.slice(0, pathname.indexOf(',') + 1);
  return pathname.slice(pathname.lastIndexOf('@') + 1);
}
