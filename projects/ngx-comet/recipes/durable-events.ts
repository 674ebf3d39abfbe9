import { mergeMap, takeWhile, defer, type Observable } from 'rxjs';
import { defaultRetry, PushError, pushEvent, sse$ } from 'ngx-comet/core';
import type { CursorStore, PushEvent, SseOptions } from 'ngx-comet/core';

/** Options of {@link sse$} that every request takes. */
type Common = 'credentials' | 'fetch' | 'gate' | 'headers' | 'logger' | 'pauseWhile' | 'retry';

export interface DurableEventsOptions extends Pick<SseOptions<unknown>, Common> {
  /** Where to begin if `store` has no offset: `'-1'` is the first message, `'now'` the next one. */
  readonly offset: string;
  readonly store: CursorStore;
}

/** The event that follows data, and says where it ends. */
interface Control {
  readonly streamNextOffset: string;
  readonly streamCursor?: string;
  readonly streamClosed?: boolean;
}

/** How many messages may wait for their control event. */
const MOST = 10_000;

/**
 * Reads a JSON stream of the Durable Streams protocol by server-sent events (PROTOCOL.md, section 5.7).
 *
 * Data comes first, and its offset after it in an event of its own. So data waits for its offset: what was cut off in
 * between comes again, and is emitted once.
 */
export function durableEvents$<T>(
  url: string | URL,
  { offset, store, retry = defaultRetry(), ...options }: DurableEventsOptions,
): Observable<PushEvent<readonly T[]>> {
  return defer(() => {
    let batch: T[] = [];
    let last = store.get();
    /** Lets a CDN make one request of many. */
    let cursor: string | undefined;
    const take = (event: PushEvent<readonly T[] | Control>): readonly (PushEvent<readonly T[]> | 'closed')[] => {
      if (event.kind === 'lost' || event.kind === 'paused') batch = [];
      if (event.kind !== 'message') return [event];
      const { data } = event.message;
      if (!isControl(data)) {
        for (const one of data) batch.push(one);
        if (batch.length <= MOST) return [];
        throw new PushError('overflow', `more than ${MOST} messages without an offset`, { transient: false });
      }
      const { streamNextOffset, streamClosed } = data;
      const all: (PushEvent<readonly T[]> | 'closed')[] = [];
      // The stream was made anew. Offsets are sorted as text.
      if (last !== undefined && streamNextOffset < last)
        all.push(pushEvent({ kind: 'open', transport: 'sse', continuity: 'gap' }));
      const message = { ...event.message, event: 'message', data: batch };
      if (batch.length > 0) all.push(pushEvent({ kind: 'message', message }));
      if (streamClosed === true) all.push('closed');
      [batch, last, cursor] = [[], streamNextOffset, data.streamCursor];
      return all;
    };
    return sse$<readonly T[] | Control>(url, {
      ...options,
      defaults: () => ({ query: { offset, live: 'sse', cursor } }),
      events: ['data', 'control'],
      id: (data) => (isControl(data) ? data.streamNextOffset : undefined),
      resume: { query: 'offset', store, trusted: true },
      // Servers end each connection after a minute.
      retry: retry && ((setback) => (setback.attempt === 1 && setback.error.code === 'closed' ? 0 : retry(setback))),
      observe: 'events',
    }).pipe(
      mergeMap(take),
      takeWhile((event) => event !== 'closed'),
    );
  });
}

function isControl(data: readonly unknown[] | Control): data is Control {
  return 'streamNextOffset' in data;
}
