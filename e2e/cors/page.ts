// The page under test: a stream with the diagnosis, controlled by the test.
import {
  constant,
  diagnoseCors,
  isPushError,
  pollingStream$,
  type HttpOptions,
  type PollingStreamOptions,
  type PushErrorCode,
} from 'ngx-comet/core';
import { firstValueFrom, take, toArray } from 'rxjs';

export type AskOptions = Pick<HttpOptions, 'method' | 'body' | 'credentials'> & {
  readonly headers?: Record<string, string>;
};

export interface Outcome {
  readonly values: readonly unknown[];
  readonly code?: PushErrorCode;
  readonly transient?: boolean;
  readonly message?: string;
}

/** Sends one request and returns its result. */
function ask(url: string, options: AskOptions): Promise<Outcome> {
  const values: unknown[] = [];
  return new Promise((resolve, reject) => {
    pollingStream$<unknown>(url, { ...options, retry: false, explain: diagnoseCors, until: () => true }).subscribe({
      next: (value) => values.push(value),
      error: (error: unknown) => {
        if (!isPushError(error)) return reject(new Error('not a PushError', { cause: error }));
        resolve({ values, code: error.code, transient: error.transient, message: error.message });
      },
      complete: () => {
        resolve({ values });
      },
    });
  });
}

/** Polls until there are `count` messages; each is its own id. */
function poll(
  url: string,
  count: number,
  options: Pick<PollingStreamOptions<string>, 'credentials' | 'query' | 'resume' | 'headers'> = {},
): Promise<unknown[]> {
  const stream = pollingStream$<unknown>(url, { interval: 0, jitter: 0, retry: constant(10), id: String, ...options });
  return firstValueFrom(stream.pipe(take(count), toArray()));
}

declare global {
  interface Window {
    ask: typeof ask;
    poll: typeof poll;
  }
}

window.ask = ask;
window.poll = poll;
