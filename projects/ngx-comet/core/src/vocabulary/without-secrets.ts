/** A URL that is safe to show in logs: queries, fragments and user infos may contain tokens, so they are removed. */
export function withoutSecrets(url: string | URL): string {
  // URL parsers ignore leading controls, tabs and line breaks.
  const text = String(url).replace(/^[^!-\uffff]+|[\t\n\r]/g, '');
  if (URL.canParse(text)) {
    const shown = new URL(text);
    shown.username = shown.password = shown.search = shown.hash = '';
    return shown.pathname.startsWith('/') ? shown.href : shown.protocol + opaquePath(shown);
  }
  // A relative URL, or an invalid one: everything before the last `@` may be a password. No two repeats of an expression
  // match the same character after each other: otherwise the time would grow with the square of the length.
  const bare = text.replace(/^(?:([a-z][a-z\d+.-]*:[\\/]*)(?:[^\\/].*)?|([\\/]{2,})[^\\/?#]*)@/is, '$1$2');
  // Without an `@`, a password may be where a port is expected.
  const start = /^(?:[a-z][a-z\d+.-]*:[\\/]*|[\\/]{2,})/i.exec(bare)?.[0];
  const plain = bare !== text || start === undefined;
  return plain || /^[\w.-]*(?::\d*)?(?:[\\/?#]|$)/.test(bare.slice(start.length))
    ? bare.replace(/[?#].*$/s, '')
    : `${start}…`;
}

/** A path that the URL parser leaves as it is: a `blob:` contains another URL, `data:` its data, `mailto:` an address. */
function opaquePath({ protocol, pathname }: URL): string {
  if (protocol === 'blob:') return withoutSecrets(pathname);
  if (protocol === 'data:') return pathname.slice(0, pathname.indexOf(',') + 1);
  const at = pathname.lastIndexOf('@');
  return at < 0 ? '…' : pathname.slice(at + 1);
}

/** A URL in a text, without the punctuation after it. A scheme has a limit, so that the time grows with the length. */
const URL_IN_TEXT = /\b[a-z][a-z\d+.-]{0,30}:[\\/]{2}[^\s"<>]*[^\s"<>.,;:!?')]/gi;

/** A text of others, such as the message of a platform's error, without the secrets of the URLs in it. */
export function withoutUrlSecrets(text: string): string {
  return text
    .replace(URL_IN_TEXT, inText)
    .replace(/([\\/][^\s"?#\\/]*)[?#][^\s"]+/g, '$1')
    .replace(/[?&#][^\s"?&#=]{1,99}=[^\s"&]*/g, '')
    .replace(/(\/\/)[^\s"\\/@]*@/g, '$1');
}

function inText(url: string): string {
  // What was cut before its path may be a user info.
  if (/^[^:]+:[\\/]+[^\\/]*…$/.test(url)) return url.replace(/:.*/s, ':…');
  return /[?#@]/.test(url) || !URL.canParse(url) ? withoutSecrets(url) : url;
}

/** A text of others without these values, which it may repeat. */
export function withoutValues(text: string, values: readonly string[]): string {
  // A short value is no secret. One value may be a part of another one.
  const secrets = values.filter(({ length }) => length > 3).sort((a, b) => b.length - a.length);
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '…'), text);
}
