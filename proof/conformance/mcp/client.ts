// A client of the Model Context Protocol: the recipe mcp.ts with its default options. It lists the tools of the server
// whose URL is its last argument, calls each one, accepts what it is asked with the defaults of the form, and ends.
import {
  catchError,
  concatMap,
  connect,
  EMPTY,
  first,
  firstValueFrom,
  from,
  ignoreElements,
  last,
  map,
  merge,
  take,
  tap,
  type Observable,
} from 'rxjs';
import type { PushEvent } from 'ngx-comet/core';
import { mcp$, type McpSession } from '../../../projects/ngx-comet/recipes/mcp';
import type { Fields, McpMessage } from '../../../projects/ngx-comet/recipes/mcp-http';

interface Schema {
  readonly type?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Tool {
  readonly name: string;
  readonly inputSchema: Schema;
}

const options = {
  clientInfo: { name: 'ngx-comet', version: '1' },
  capabilities: { elicitation: { form: { applyDefaults: true } } },
};

const url = process.argv.at(-1);
if (url === undefined) throw new TypeError('Usage: client.mjs [once] URL');
// A planted fault, to see that the suite notices it.
const plant = process.argv.includes('once') ? { retry: false as const } : {};
await firstValueFrom(mcp$(url, { ...options, ...plant }).pipe(concatMap((session) => use(session))), {
  defaultValue: undefined,
});

/** Emits once, when everything was done. */
function use(session: McpSession): Observable<unknown> {
  const work = request(session, 'tools/list').pipe(
    concatMap(({ result }) => from((result?.['tools'] ?? []) as readonly Tool[])),
    concatMap(({ name, inputSchema }) =>
      request(session, 'tools/call', { name, arguments: fill(inputSchema, { number: 1, integer: 1, string: 'x' }) }),
    ),
    tap((answer) => console.log(JSON.stringify(answer))),
    last(null, undefined),
  );
  return session.listen().pipe(
    // Some servers have no such stream, and say so with another status than 405.
    catchError(() => EMPTY),
    connect((events) =>
      merge(
        events.pipe(
          tap((event) => {
            answer(session, event);
          }),
          ignoreElements(),
        ),
        // The suite's server sends a response on the stream that was opened last: this one must be there before any request.
        events.pipe(
          first(({ kind }) => kind !== 'connecting', undefined),
          concatMap(() => work),
        ),
      ),
    ),
    take(1),
  );
}

/** Emits the response of a request, and answers what the server asks meanwhile. */
function request(session: McpSession, method: string, params?: Fields): Observable<McpMessage> {
  return session.request(method, params).pipe(
    tap((event) => {
      answer(session, event);
    }),
    last((event) => event.kind === 'message'),
    map((event) => event.message.data),
  );
}

function answer(session: McpSession, event: PushEvent<McpMessage>): void {
  if (event.kind !== 'message') return;
  const { id, method, params } = event.message.data;
  if (method !== 'elicitation/create') return;
  const content = fill(params?.['requestedSchema'] as Schema);
  session.send({ id, result: { action: 'accept', content } }).subscribe();
}

/** The fields of a form with their defaults, else with a value of their type if there is one. */
function fill({ properties = {} }: Schema, ofType: Fields = {}): Fields {
  const values = Object.entries(properties).map(([name, schema]) => [
    name,
    schema.default ?? ofType[schema.type ?? ''],
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Fields;
}
