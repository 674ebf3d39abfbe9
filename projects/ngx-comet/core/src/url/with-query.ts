/** The parameters of a query; one that is `undefined` is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Sets parameters in the query of a URL. The URL may be relative; `URL` cannot parse that without a base. The rest of
 * the query is not changed: it may be signed.
 */
export function withQuery(url: string, query: Query | undefined): string {
  const added = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  if (added.length === 0) return url;
  const [, head = '', search = '', hash = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url) ?? [];
  const names = new Set(added.map(([name]) => name));
  // One name can be written in several ways: `sort by`, `sort+by`, `sort%20by`.
  // With the `&`, a `?` at the start of a name is kept.
  const replaced = (part: string): boolean =>
    [...new URLSearchParams(`&${part}`).keys()].some((name) => names.has(name));
  const kept = search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !replaced(part));
  const set = added.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${head}?${[...kept, ...set].join('&')}${hash}`;
}
