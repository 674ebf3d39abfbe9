import { isPushError, type PushEvent } from 'ngx-comet/core';
import type { Observable } from 'rxjs';

export interface Logger {
  readonly warn: (message: string) => void;
}

/** How a stream ended, in a few words, and everything that it said in words. */
export interface Outcome {
  readonly words: string;
  readonly said: readonly string[];
}

/** Milliseconds after which a stream that has not ended counts as open. The limits of time of the library are far below. */
const PATIENCE = 60_000;

/** Follows a stream to its end, or to its first wait of more than a minute. */
export function outcomeOf(stream: Observable<PushEvent<unknown>>): Promise<Outcome> {
  const said: string[] = [];
  let messages = 0;
  let rejected = 0;
  const counts = (): string =>
    [count(messages, 'message'), count(rejected, 'rejected')]
      .filter((text) => text !== '')
      .map((text) => `, ${text}`)
      .join('');
  return new Promise((resolve) => {
    const finish = (words: string): void => {
      clearTimeout(timer);
      resolve({ words, said });
      // After `subscription` has its value: a stream may end while it is subscribed to.
      queueMicrotask(() => subscription.unsubscribe());
    };
    const timer = setTimeout(() => finish(`still open${counts()}`), PATIENCE);
    const subscription = stream.subscribe({
      next: (event) => {
        if (event.kind === 'message') messages += 1;
        if (event.kind === 'rejected') {
          rejected += 1;
          said.push(event.error.message);
        }
        if (event.kind !== 'lost') return;
        said.push(event.error.message);
        const { retryIn } = event;
        if (retryIn > 60_000)
          finish(`lost ${event.error.code}, next within ${retryIn < 2 ** 31 ? 2_147_483_647 : retryIn}`);
      },
      error: (error: unknown) => {
        said.push(String(error));
        finish(`error ${errorWords(error)}`);
      },
      complete: () => finish(`complete${counts()}`),
    });
  });
}

function errorWords(error: unknown): string {
  if (!isPushError(error)) return `that is no PushError: ${String(error)}`;
  const { code, body, status } = error;
  if (code !== 'http') return code;
  return body === undefined || body === '' ? `http ${status}` : `http, body of ${body.length}`;
}

function count(number: number, what: string): string {
  if (number === 0) return '';
  return what === 'rejected' || number === 1 ? `${number} ${what}` : `${number} ${what}s`;
}
