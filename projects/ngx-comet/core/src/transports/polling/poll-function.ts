import { from, takeWhile, type ObservableInput } from 'rxjs';
import { htmlPage, type HtmlPage } from '../../http/html-page';
import { isHtml } from '../../http/media-type';
import { PushError } from '../../vocabulary/push-error';
import type { Poll } from './polling-stream-options';
import { toPushError } from '../../vocabulary/to-push-error';
import type { Transport } from '../../vocabulary/transport';

declare const ngDevMode: object | boolean | undefined;

/** Calls a function once per attempt. Each subscription needs its own, because it counts the polls. */
export function pollFunction(source: (poll: Poll) => ObservableInput<unknown>): Transport {
  let index = 0;

  return (attempt, sink) => {
    const { cursor } = attempt;
    let answers: ObservableInput<unknown>;
    try {
      if (cursor !== undefined) sink.sentCursor(cursor);
      answers = source({ cursor, index: index++ });
    } catch (error) {
      // The error is handled like the rejection of an `async` function.
      sink.lost(toPushError(error));
      return () => undefined;
    }
    if (typeof answers === 'string') {
      const message =
        typeof ngDevMode === 'undefined' || ngDevMode
          ? 'source must return an Observable, a promise or an iterable of messages, got a string'
          : 'source returned a string';
      throw new PushError('unsupported', message, { transient: false, transport: 'polling' });
    }
    // A synchronous source emits before there is a subscription to close, so `takeWhile` stops it.
    const untilClosed = takeWhile<unknown>(() => !sink.closed);
    const subscription = from(answers)
      .pipe(untilClosed)
      .subscribe({
        next: (value) => {
          sink.open();
          sink.active();
          sink.value(value);
        },
        error: (error: unknown) => {
          // HttpClient reports 304 as an error, but it means that nothing has changed.
          if (isUnchanged(error)) {
            sink.open();
            sink.done();
          } else {
            const page = htmlPageOf(error);
            sink.lost(page === undefined ? toPushError(error) : htmlPage(page, attempt));
          }
        },
        complete: () => {
          sink.open();
          sink.done();
        },
      });
    return () => {
      subscription.unsubscribe();
    };
  };
}

function isUnchanged(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { status?: unknown }).status === 304;
}

/** Returns the page that HttpClient reports as an error, because it is no JSON; `undefined` for any other error. */
function htmlPageOf(error: unknown): HtmlPage | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { status, headers, url } = error as { status?: unknown; headers?: Partial<Headers>; url?: unknown };
  if (typeof status !== 'number' || status < 200 || status > 299 || typeof headers?.get !== 'function')
    return undefined;
  if (!isHtml(headers as Headers)) return undefined;
  return { transport: 'polling', status, url: typeof url === 'string' ? url : undefined, cause: error };
}
