import { inject, TransferState } from '@angular/core';
import { isPushError, json, validate, type PushMessage } from 'ngx-comet/core';
import { Observable, of } from 'rxjs';
import { deliveredAtOnce } from '../service/outside-zone';
import type { Snapshots, StreamRequest } from '../service/stream-snapshots';
import { PUSH_LOGGER } from '../service/tokens';
import { emitted, snapshotKey, SNAPSHOTS_STATE, unpacked, type Snapshot } from './snapshot';
import { own } from '../service/merge-options';

/** In the browser: emits the message that the page was rendered with, and then connects from its cursor. */
export class GiveSnapshots implements Snapshots {
  readonly #snapshots = inject(TransferState).get(SNAPSHOTS_STATE, {});
  readonly #logger = inject(PUSH_LOGGER);
  /** How often each snapshot was emitted, by its key. */
  readonly #given = new Map<string, number>();

  stream(request: StreamRequest): Observable<unknown> | undefined {
    const key = snapshotKey(request);
    const snapshot = key === undefined ? undefined : this.#snapshots[key];
    if (key === undefined || snapshot === undefined) return undefined;
    const { address, options, open } = request;
    let giving = false;
    const given = new Observable((subscriber) => {
      const message = this.#take(key, snapshot, request);
      if (message === undefined) return open(address, options).subscribe(subscriber);
      giving = true;
      subscriber.next(emitted(message, options.observe));
      giving = false;
      if (subscriber.closed) return;
      return this.#after(message.id, request).subscribe(subscriber);
    });
    // The page already shows the message. If an operator held it back, it would be missing until the next frame.
    return deliveredAtOnce(given, () => giving);
  }

  /** The stream after the message with this id. */
  #after(id: string | undefined, { address, options, open }: StreamRequest): Observable<unknown> {
    const { resume } = options;
    if (id === undefined || resume === false) return open(address, options);
    try {
      return open(address, own({ ...options, resume: { ...resume, from: id } }));
    } catch (error) {
      // All options but the id were checked before.
      this.#logger.warn(`ngx-comet: the id of the snapshot in the page cannot be sent: ${reasonOf(error)}`);
      return open(address, options);
    }
  }

  /** The message of a snapshot, once for each subscription that the server had. */
  #take(key: string, snapshot: Snapshot, { transport, options }: StreamRequest): PushMessage<unknown> | undefined {
    const given = this.#given.get(key) ?? 0;
    // A cursor that was stored by an earlier visit is older than the page: more messages are missing.
    const kept = own(options.resume === false ? {} : (options.resume ?? {})).store?.get();
    if (given >= snapshot.uses || kept !== undefined) return undefined;
    this.#given.set(key, given + 1);
    try {
      const data = this.#decoded(snapshot, options);
      return { data, event: snapshot.event, id: snapshot.id, transport };
    } catch (error) {
      // Not the error itself: the message of a `SyntaxError` may show any part of the snapshot.
      this.#logger.warn(`ngx-comet: the snapshot in the page cannot be decoded: ${reasonOf(error)}`);
      return undefined;
    }
  }

  #decoded(snapshot: Snapshot, { decode = json(), schema }: StreamRequest['options']): unknown {
    let data = decode(unpacked(snapshot));
    if (schema === undefined) return data;
    let failure: { readonly error: unknown } | undefined;
    of(data)
      .pipe(validate(schema))
      .subscribe({ next: (valid) => (data = valid), error: (error: unknown) => (failure = { error }) });
    if (failure !== undefined) throw failure.error;
    return data;
  }
}

function reasonOf(error: unknown): string {
  if (isPushError(error)) return error.message;
  return error instanceof Error ? error.name : typeof error;
}
