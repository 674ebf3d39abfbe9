import { sse$, type PushEvent, type SseOptions, type UrlSource } from 'ngx-comet/core';
import { filter, map, takeWhile, type Observable } from 'rxjs';

/** A GraphQL operation. */
export interface GraphqlOperation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

export interface GraphqlResult<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** Options of {@link sse$} that every operation takes. */
type Common = 'credentials' | 'fetch' | 'gate' | 'idleTimeout' | 'logger' | 'pauseWhile' | 'retry';

export interface GraphqlSseOptions extends Pick<SseOptions<unknown>, Common> {
  /** Called for every request. */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}

export interface GraphqlSse {
  /** Runs a query or a mutation. It is never repeated: a loss is an error. Emits several results for `@defer`. */
  execute<T>(operation: GraphqlOperation): Observable<GraphqlResult<T>>;
  /**
   * Runs a subscription, and runs it again after every loss. The protocol cannot resume: an `open` after a loss is
   * `unknown`, unless `sequence` reads numbers from the results.
   */
  subscribe<T>(
    operation: GraphqlOperation,
    options?: Pick<SseOptions<GraphqlResult<T>>, 'sequence'>,
  ): Observable<PushEvent<GraphqlResult<T>>>;
}

/**
 * Implements the distinct connections mode of GraphQL over SSE
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md) without its client: a POST per operation, answered
 * by the events `next` and `complete`. Unsubscribing ends the operation.
 */
export function graphqlSse(url: UrlSource, { headers, ...options }: GraphqlSseOptions = {}): GraphqlSse {
  const run = <T>(
    operation: GraphqlOperation,
    own: Pick<SseOptions<GraphqlResult<T>>, 'retry' | 'sequence'>,
  ): Observable<PushEvent<GraphqlResult<T>>> =>
    sse$<GraphqlResult<T>>(url, {
      ...options,
      ...own,
      method: 'POST',
      body: JSON.stringify(operation),
      headers: async () => ({ 'Content-Type': 'application/json', ...(await headers?.()) }),
      events: ['next', 'complete'],
      // The event `complete` has no data.
      decode: (raw) => JSON.parse(String(raw) || '{}') as GraphqlResult<T>,
      resume: false,
      observe: 'events',
    }).pipe(takeWhile((event) => event.kind !== 'message' || event.message.event !== 'complete'));
  return {
    execute: <T>(operation: GraphqlOperation) =>
      run<T>(operation, { retry: false }).pipe(
        filter((event) => event.kind === 'message'),
        map(({ message }) => message.data),
      ),
    subscribe: (operation, { sequence } = {}) => run(operation, { sequence }),
  };
}
