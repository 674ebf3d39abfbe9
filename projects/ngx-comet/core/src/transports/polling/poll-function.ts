import { from, takeWhile, type ObservableInput } from 'rxjs';
import { PushError } from '../../vocabulary/push-error';
import type { Poll } from './polling-stream-options';
import { toPushError } from '../../vocabulary/to-push-error';
import type { Transport } from '../../vocabulary/transport';

/** Calls a function once per attempt. Each subscription needs its own, because it counts the polls. */
export function pollFunction(source: (poll: Poll) => ObservableInput<unknown>): Transport {
  let index = 0;

  return ({ cursor }, sink) => {
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
      throw new PushError(
        'unsupported',
        'source must return an Observable, a promise or an iterable of messages, got a string',
        {
          transient: false,
          transport: 'polling',
        },
      );
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
            sink.lost(toPushError(error));
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
