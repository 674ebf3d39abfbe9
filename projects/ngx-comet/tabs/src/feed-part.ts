import type { PushError, PushLogger, PushMessage } from 'ngx-comet/core';
import type { Observable, Subscriber, Subscription } from 'rxjs';
import { MissingLog } from './missing-log';
import type { LeaderSink, Part } from './part';

/** A tab's part in `shareAcrossTabs`: messages alone. */
export class FeedPart<T> implements Part<T> {
  readonly keepsCursor = false;
  readonly #source: Observable<PushMessage<T>>;
  readonly #subscriber: Subscriber<PushMessage<T>>;
  readonly #missing: MissingLog;

  constructor(source: Observable<PushMessage<T>>, subscriber: Subscriber<PushMessage<T>>, logger: PushLogger) {
    this.#source = source;
    this.#subscriber = subscriber;
    this.#missing = new MissingLog(logger);
  }

  run(sink: LeaderSink<T>): Subscription {
    return this.#source.subscribe({
      next: (message) => sink.message(message),
      complete: () => sink.complete(),
      error: (error: unknown) => sink.error(error),
    });
  }

  next(message: PushMessage<T>): void {
    this.#subscriber.next(message);
  }

  missed(): void {
    this.#missing.missed('the leading tab does not have them any more');
  }

  uncloned(error: PushError, message?: PushMessage<T>): void {
    if (message === undefined) this.#missing.missed(error.message);
    else {
      this.#missing.missed(`${error.message}. The others miss it`);
      this.#subscriber.next(message);
    }
  }

  complete(): void {
    this.#subscriber.complete();
  }

  error(error: unknown): void {
    this.#subscriber.error(error);
  }
}
