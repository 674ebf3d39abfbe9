import { catchError, concat, defer, EMPTY, filter, Subject, takeUntil, type Observable } from 'rxjs';
import {
  isPushError,
  memoryCursor,
  pollingStream$,
  type Decoder,
  type PollingStreamOptions,
  type PushEvent,
} from 'ngx-comet/core';
import { durableEvents$, type DurableEventsOptions } from './durable-events';

export interface DurableStreamOptions<T> extends Partial<DurableEventsOptions> {
  /** How new messages arrive after all that were there: default `'long-poll'`; `false` = the stream completes instead. */
  readonly live?: 'long-poll' | 'sse' | false;
  /** Makes messages of an answer that is no JSON array, such as `(raw) => [text()(raw)]`. Not with `live: 'sse'`. */
  readonly decode?: Decoder<readonly T[]>;
}

/**
 * Reads a stream, of JSON if there is no `decode`, of the Durable Streams protocol 1.0
 * (https://github.com/durable-streams/durable-streams/blob/main/PROTOCOL.md): first what is there after the offset, then
 * what is appended. Emits batches of messages; the `id` of a batch is the offset after it. Completes when the stream is
 * closed.
 *
 * By default it begins with the first message, and `memoryCursor()` keeps the offset. With `storedCursor` a reload goes on
 * after the last batch. An offset stays valid, so a cut is `resumed`. It is a `gap` if the server has dropped the messages
 * after the offset (410), and if the stream ends before the offset, because it was made anew.
 */
export function durableStream$<T>(
  url: string | URL,
  { live = 'long-poll', offset = '-1', store: given, ...options }: DurableStreamOptions<T> = {},
): Observable<PushEvent<readonly T[]>> {
  return defer(() => {
    const store = given ?? memoryCursor();
    const caughtUp = new Subject<void>();
    let upToDate = false;
    let closed = false;
    /** Lets a CDN make one request of many. */
    let cursor: string | undefined;
    const answered: PollingStreamOptions<T>['interval'] = (answer) => {
      const header = (name: string): string | null | undefined => answer?.headers.get(`stream-${name}`);
      const held = upToDate;
      cursor = header('cursor') ?? cursor;
      upToDate ||= header('up-to-date') === 'true';
      closed = header('closed') === 'true';
      // This was no long poll, so the first one begins at once, also if there was nothing.
      if (!closed && (!upToDate || live === 'long-poll')) return held === upToDate ? 1_000 : 0;
      caughtUp.next();
      return Infinity;
    };
    const polls = pollingStream$<readonly T[]>(url, {
      ...options,
      mode: 'long',
      // Only what is live is not cached.
      defaults: () => ({ query: { offset, live: upToDate ? 'long-poll' : undefined, cursor } }),
      id: (_batch, { headers }) => headers.get('stream-next-offset') ?? undefined,
      interval: answered,
      resume: { query: 'offset', store, confirm },
      observe: 'events',
    }).pipe(filter((event) => event.kind !== 'message' || event.message.data.length > 0));
    const events = defer(() =>
      live === 'sse' && !closed ? durableEvents$<T>(url, { ...options, offset, store }) : EMPTY,
    ).pipe(
      // Too much was missed for events, so it is polled for again.
      catchError((error: unknown) => {
        if (isPushError(error) && error.code === 'overflow')
          return durableStream$<T>(url, { ...options, live, offset, store });
        throw error;
      }),
    );
    return concat(polls.pipe(takeUntil(caughtUp)), events);
  });
}

/** Offsets are sorted as text. A stream that ends before the offset was made anew. */
function confirm(answer: { readonly headers: Headers; readonly cursor: string }): 'gap' | 'resumed' | undefined {
  const next = answer.headers.get('stream-next-offset');
  if (next === null) return undefined;
  return next < answer.cursor ? 'gap' : 'resumed';
}
