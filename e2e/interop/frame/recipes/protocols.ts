// The recipes of the package for whole protocols.
import { defer, of, switchMap, type Observable } from 'rxjs';
import { durableStream$ } from '../../../../projects/ngx-comet/recipes/durable-stream';
import { mcp$ } from '../../../../projects/ngx-comet/recipes/mcp';
import { expand } from './expand';
import { common } from './factories';
import type { Given, Recipe } from './recipe';

const JSON_TYPE = { 'Content-Type': 'application/json' };

const durable =
  (live: 'long-poll' | 'sse'): Recipe =>
  (url, given, { fetch }) => {
    const stream$ = durableStream$<unknown>(url, { live, retry: common(given).retry, fetch });
    // The stream is made first, which does nothing if it is there.
    const made$: Observable<unknown> =
      given.more?.['make'] === 'no' ? of(undefined) : defer(() => fetch(url, { method: 'PUT', headers: JSON_TYPE }));
    return made$.pipe(
      switchMap(() => stream$),
      expand((batch) => batch),
    );
  };

export const protocols = {
  'durable stream by long polls': durable('long-poll'),
  'durable stream by sse': durable('sse'),
  /** What an MCP server sends unasked: the data of its log messages. */
  'mcp notifications': (url, given, { fetch }) =>
    mcp$(url, { ...mcpOptions(given), fetch }).pipe(
      switchMap(({ listen }) => listen()),
      expand(({ method, params }) => (method === 'notifications/message' ? [params?.['data']] : [])),
    ),
} as const satisfies Readonly<Record<string, Recipe>>;

function mcpOptions(given: Given) {
  const { retry } = common(given);
  return { clientInfo: { name: 'page', version: '1' }, retry, trusted: true };
}
