// The page under test: the published factory, controlled by the test.
import {
  connection,
  constant,
  isPushError,
  jsonp$,
  pollingStream$,
  viaJsonpPolling,
  type JsonpOptions,
  type PushErrorCode,
} from 'ngx-comet/core';
import { concatMap, from, type Observable, type Subscription } from 'rxjs';

export interface Outcome {
  /** Everything that was emitted, in order. */
  readonly values: unknown[];
  readonly code?: PushErrorCode;
  readonly transient?: boolean;
  readonly message?: string;
  readonly ms: number;
}

type AskOptions = Omit<JsonpOptions<unknown>, 'gate' | 'pauseWhile'>;

/** Sends one request and returns its result. */
export function ask(url: string, options: AskOptions = {}): Promise<Outcome> {
  const started = performance.now();
  const values: unknown[] = [];
  return new Promise((resolve, reject) => {
    const end = (rest: Omit<Outcome, 'values' | 'ms'>): void => {
      resolve({ values, ms: performance.now() - started, ...rest });
    };
    jsonp$<unknown>(url, { retry: false, ...options }).subscribe({
      next: (value) => values.push(value),
      error: (error: unknown) => {
        if (!isPushError(error)) return reject(new Error('not a PushError', { cause: error }));
        end({ code: error.code, transient: error.transient, message: error.message });
      },
      complete: () => {
        end({});
      },
    });
  });
}

/** Subscribes, and unsubscribes after `ms`. */
export function askAndLeave(url: string, ms: number, options: AskOptions = {}): Promise<void> {
  return new Promise((resolve) => {
    const subscription = jsonp$<unknown>(url, { retry: false, ...options }).subscribe();
    setTimeout(() => {
      subscription.unsubscribe();
      resolve();
    }, ms);
  });
}

export interface Traces {
  readonly frames: number;
  readonly scripts: number;
  readonly globals: string[];
  readonly listeners: number;
}

const listened = new Map<unknown, Set<string>>();

/** Counts the listeners of the window and the document from now on. */
function watchListeners(target: EventTarget): void {
  const { addEventListener, removeEventListener } = target;
  const keyOf = (type: string, options: unknown): string => `${type} ${String(options === true)}`;
  target.addEventListener = (...[type, listener, options]: Parameters<typeof addEventListener>): void => {
    const types = listened.get(listener) ?? new Set();
    listened.set(listener, types.add(keyOf(type, options)));
    addEventListener.call(target, type, listener, options);
  };
  target.removeEventListener = (...[type, listener, options]: Parameters<typeof removeEventListener>): void => {
    const types = listened.get(listener);
    types?.delete(keyOf(type, options));
    if (types?.size === 0) listened.delete(listener);
    removeEventListener.call(target, type, listener, options);
  };
}

/** The current traces in the page. */
export function traces(): Traces {
  return {
    frames: document.querySelectorAll('iframe').length + window.length,
    scripts: document.scripts.length,
    globals: Object.getOwnPropertyNames(window).filter((name) => name.startsWith('ngxComet')),
    listeners: listened.size,
  };
}

interface Tick {
  readonly id: string;
  readonly seq: number;
}

const SOON = constant(300);

/** The ways to follow a feed by long polling. */
const FEEDS: Readonly<Record<string, (url: string) => Observable<Tick>>> = {
  'a source of pollingStream$': (url) =>
    pollingStream$(
      ({ cursor = '' }) =>
        jsonp$<readonly Tick[]>(`${url}?batch=1&hold=5000&cursor=${cursor}`, { retry: false }).pipe(
          concatMap((ticks) => from(ticks)),
        ),
      { mode: 'long', id: (tick) => tick.id, retry: SOON },
    ),
  viaJsonpPolling: (url) =>
    connection<Tick>([viaJsonpPolling(`${url}?hold=5000`, { id: (tick) => tick.id, resume: { query: 'cursor' } })], {
      retry: SOON,
      linger: 0,
    }).data$,
  'viaJsonpPolling, batched': (url) =>
    connection<Tick>(
      [
        viaJsonpPolling(`${url}?batch=1&hold=5000`, {
          batch: true,
          id: (tick) => tick.id,
          resume: { query: 'cursor' },
        }),
      ],
      { retry: SOON, linger: 0 },
    ).data$,
};

const seen: number[] = [];
let following: Subscription | undefined;

/** Follows a feed; `seen` has the numbers of its messages. */
function follow(way: string, url: string): void {
  following = FEEDS[way]?.(url).subscribe(({ seq }) => seen.push(seq));
}

function unfollow(): void {
  following?.unsubscribe();
}

watchListeners(window);
watchListeners(document);
Object.assign(window, { comet: { ask, askAndLeave, traces, follow, unfollow, seen } });

declare global {
  interface Window {
    comet: {
      ask: typeof ask;
      askAndLeave: typeof askAndLeave;
      traces: typeof traces;
      follow: typeof follow;
      unfollow: typeof unfollow;
      seen: readonly number[];
    };
  }
}
