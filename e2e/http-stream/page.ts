// What runs in the page under test: the published factories, controlled by the test.
import {
  httpStream$,
  isPushError,
  sse$,
  text,
  type HttpStreamOptions,
  type PushErrorCode,
  type SseOptions,
} from 'ngx-comet/core';
import { BehaviorSubject, type Subscription } from 'rxjs';

/** Options that can be sent to a page. */
export type StreamOptions = Omit<
  SseOptions<unknown> & HttpStreamOptions<unknown>,
  'gate' | 'pauseWhile' | 'decode' | 'retry' | 'framing'
> & {
  readonly kind: 'sse' | 'http-stream';
  readonly framing?: 'lines' | 'chunks' | 'json-seq' | 'sse';
  readonly decode?: 'text' | 'json';
  /** Milliseconds, default 20; `false` = one attempt. */
  readonly retryAfter?: number | false;
  /** Counts the messages instead of keeping them. */
  readonly countOnly?: boolean;
};

/** The result of a stream so far. */
export interface Seen {
  readonly values: unknown[];
  count: number;
  opened: number;
  /** Why connections were lost, in order. */
  readonly lost: PushErrorCode[];
  end?: 'complete' | PushErrorCode;
}

interface Stream {
  readonly seen: Seen;
  readonly paused: BehaviorSubject<boolean>;
  readonly subscription: Subscription;
}

const streams: Stream[] = [];

/** Subscribes, and returns the number of the subscription. */
function start(url: string, given: StreamOptions): number {
  const { kind, decode = 'json', retryAfter = 20, countOnly = false, ...rest } = given;
  const paused = new BehaviorSubject(false);
  const seen: Seen = { values: [], count: 0, opened: 0, lost: [] };
  const options = {
    ...rest,
    ...(decode === 'text' ? { decode: text() } : {}),
    retry: retryAfter === false ? false : () => retryAfter,
    pauseWhile: paused,
    observe: 'events',
  } as const;
  const events$ = kind === 'sse' ? sse$(url, options) : httpStream$(url, options);
  const subscription = events$.subscribe({
    next: (event) => {
      if (event.kind === 'open') seen.opened++;
      if (event.kind === 'lost') seen.lost.push(event.error.code);
      if (event.kind !== 'message') return;
      seen.count++;
      if (!countOnly) seen.values.push(event.message.data);
    },
    error: (error: unknown) => {
      if (!isPushError(error)) throw error;
      seen.end = error.code;
    },
    complete: () => {
      seen.end = 'complete';
    },
  });
  return streams.push({ seen, paused, subscription }) - 1;
}

Object.assign(window, {
  streams: {
    start,
    seen: (stream: number) => streams[stream]?.seen,
    pause: (stream: number, paused: boolean) => streams[stream]?.paused.next(paused),
    stop: (stream: number) => streams[stream]?.subscription.unsubscribe(),
  },
});

declare global {
  interface Window {
    streams: {
      start(url: string, options: StreamOptions): number;
      seen(stream: number): Seen | undefined;
      pause(stream: number, paused: boolean): void;
      stop(stream: number): void;
    };
  }
}
