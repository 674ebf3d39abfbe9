import { EventType, type AGUIEvent, type RunAgentInput } from '@ag-ui/core';
import { catchError, defer, EMPTY, tap, throwError, type Observable } from 'rxjs';
import { sse$, storedCursor, type CursorStore, type PushEvent, type SseOptions } from 'ngx-comet/core';

/** Options of {@link sse$} that every request takes. */
type Common =
  'credentials' | 'fetch' | 'gate' | 'idleTimeout' | 'logger' | 'onInvalid' | 'pauseWhile' | 'retry' | 'schema';

export interface AgUiOptions extends Pick<SseOptions<AGUIEvent>, Common> {
  /** Names the conversation. Its run is remembered under this name until it is over, so that a reload finds it. */
  readonly name: string;
  /**
   * Keeps the id of the last event, default `storedCursor(name)`: after a reload come the events that the page has not
   * had. With `memoryCursor()` all events of the run come again, for a page that keeps nothing of them.
   */
  readonly cursor?: CursorStore;
  /** Called for every request. */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}

export interface AgUi {
  /** Starts a run by one POST. Emits its events, and completes when it is over. */
  run(input: RunAgentInput): Observable<PushEvent<AGUIEvent>>;
  /** Goes on with the run that was not over when the page was left. Completes at once if there is none. */
  resume(): Observable<PushEvent<AGUIEvent>>;
}

/**
 * Runs of an agent over AG-UI (https://docs.ag-ui.com), HTTP and server-sent events, without its client.
 *
 * AG-UI has no resumption. This needs a server that runs on without a connection, gives every event an id, and answers
 * a GET with the same `threadId` and `runId` in the query by the events after `Last-Event-ID`. With another server a cut is
 * an error. A POST is repeated only if the server refused it with 429 or 503, so no run is started twice.
 *
 * `RUN_ERROR` is an event, as for the client of AG-UI: the run failed, and the stream completes. If the stream errors,
 * nothing is known of the end of the run.
 */
export function agUi(url: string | URL, { name, headers, cursor, ...options }: AgUiOptions): AgUi {
  const store = cursor ?? storedCursor(name);
  /** The query of the run that is not over. */
  const pending = storedCursor(`${name}.run`);
  const forget = (): void => {
    pending.set(undefined);
    store.set(undefined);
  };
  const follow = (query: string, input?: string): Observable<PushEvent<AGUIEvent>> => {
    const ids = Object.fromEntries(new URLSearchParams(query));
    let current = ids['runId'];
    let over = false;
    let mayPost = input !== undefined;
    let posted = false;
    return sse$<AGUIEvent>(url, {
      ...options,
      query: ids,
      method: () => {
        posted = mayPost;
        mayPost = false;
        return posted ? 'POST' : 'GET';
      },
      body: () => (posted ? input : null),
      headers: async () => ({ 'Content-Type': 'application/json', ...(await headers?.()) }),
      transient: ({ status }) => {
        mayPost = posted && (status === 429 || status === 503);
        return over ? false : undefined;
      },
      resume: { store },
      observe: 'events',
    }).pipe(
      tap((event) => {
        if (event.kind !== 'message') return;
        const { data } = event.message;
        // A stream may begin with earlier runs of the thread.
        if (data.type === EventType.RUN_STARTED) current = data.runId;
        over = (data.type === EventType.RUN_FINISHED || data.type === EventType.RUN_ERROR) && current === ids['runId'];
        if (over) pending.set(undefined);
      }),
      catchError((error: unknown) => (over ? EMPTY : throwError(() => error))),
      tap({ complete: forget }),
    );
  };
  return {
    run: (input) =>
      defer(() => {
        const query = new URLSearchParams({ threadId: input.threadId, runId: input.runId }).toString();
        store.set(undefined);
        pending.set(query);
        return follow(query, JSON.stringify(input));
      }),
    resume: () =>
      defer(() => {
        const query = pending.get();
        return query === undefined ? EMPTY : follow(query);
      }),
  };
}
