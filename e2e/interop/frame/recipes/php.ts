import { httpStream$ } from 'ngx-comet/core';
import { ofHttp } from './factories';
import type { Recipe } from './recipe';

/** The first stream that many have written: `number is 0number is 1…`, with nothing between. */
export const php = {
  'php numbers': (url, given, context) =>
    httpStream$<{ readonly n: number }>(url, {
      ...ofHttp(given, context),
      framing: { delimiter: 'number is ' },
      // Counted from 0; before the first delimiter stands nothing.
      decode: (raw) => ({ n: Number(raw) + 1 }),
      onEnd: 'reconnect',
      observe: 'events',
    }),
} as const satisfies Readonly<Record<string, Recipe>>;
