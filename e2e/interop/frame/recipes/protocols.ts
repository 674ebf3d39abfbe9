// The recipes of the package for whole protocols.
import { switchMap } from 'rxjs';
import { durableStream$ } from '../../../../projects/ngx-comet/recipes/durable-stream';
import { mcp$ } from '../../../../projects/ngx-comet/recipes/mcp';
import { expand } from './expand';
import { common } from './factories';
import type { Given, Recipe } from './recipe';

const durable =
  (live: 'long-poll' | 'sse'): Recipe =>
  (url, given, { fetch }) =>
    durableStream$<unknown>(url, { live, retry: common(given).retry, fetch }).pipe(expand((batch) => batch));

export const protocols = {
  'durable stream by long polls': durable('long-poll'),
  'durable stream by sse': durable('sse'),
  /** What an MCP server sends unasked: the data of its log messages. */
  'mcp notifications': (url, given, { fetch }) =>
    mcp$(url, { ...mcpOptions(given), fetch }).pipe(
      switchMap(({ listen }) => listen()),
      expand(({ method, params }) => (method === 'notifications/message' ? [params?.['data']] : [])),
    ),
  /** The progress of a tool, and its result. */
  'mcp request': (url, given, { fetch }) =>
    mcp$(url, { ...mcpOptions(given), fetch }).pipe(
      switchMap(({ request }) => request('tools/call', { name: 'count', arguments: {} })),
      expand(({ params, result }) => [{ n: Number(params?.['progress'] ?? result) }]),
    ),
} as const satisfies Readonly<Record<string, Recipe>>;

function mcpOptions(given: Given) {
  const { retry } = common(given);
  return { clientInfo: { name: 'page', version: '1' }, retry, trusted: true };
}
