import { inject, TransferState } from '@angular/core';
import { json, validate, type PushMessage } from 'ngx-comet/core';
import { Observable, of } from 'rxjs';
import { deliveredAtOnce } from '../service/outside-zone';
import type { Snapshots, StreamRequest } from '../service/stream-snapshots';
import { PUSH_LOGGER } from '../service/tokens';
import { emitted, reasonOf, SNAPSHOTS_STATE, unpacked, type Snapshot } from './snapshot';
import { pageUrls, snapshotKeys } from './snapshot-key';
import { own } from '../service/merge-options';

/** In the browser: emits the message that the page was rendered with, and then connects from its cursor. */
export class GiveSnapshots implements Snapshots {
  readonly #state = inject(TransferState);
  readonly #logger = inject(PUSH_LOGGER);
  readonly #page = pageUrls();

  stream(request: StreamRequest): Observable<unknown> | undefined {
    // Most streams are made when no snapshot is left: they need no key.
    if (!this.#state.hasKey(SNAPSHOTS_STATE)) return undefined;
    const key = snapshotKeys(request, this.#page).find((name) => this.#left[name] !== undefined);
    if (key === undefined) return undefined;
    const { address, options, open } = request;
    let giving = false;
    const given = new Observable((subscriber) => {
      const message = this.#take(key, request);
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
  #take(key: string, { transport, options }: StreamRequest): PushMessage<unknown> | undefined {
    const snapshot = this.#left[key];
    // A cursor that was stored by an earlier visit is older than the page: more messages are missing.
    const kept = own(options.resume === false ? {} : (options.resume ?? {})).store?.get();
    if (snapshot === undefined || kept !== undefined) return undefined;
    this.#count(key, snapshot);
    try {
      const data = this.#decoded(snapshot, options);
      return { data, event: snapshot.event, id: snapshot.id, transport };
    } catch (error) {
      // Not the error itself: the message of a `SyntaxError` may show any part of the snapshot.
      this.#logger.warn(`ngx-comet: the snapshot in the page cannot be decoded: ${reasonOf(error)}`);
      return undefined;
    }
  }

  /** The snapshots that the page has not emitted yet. All injectors of the page share them. */
  get #left(): Readonly<Record<string, Snapshot>> {
    return this.#state.get(SNAPSHOTS_STATE, {});
  }

  /** One subscription less is left. A snapshot that nobody needs any more is forgotten. */
  #count(key: string, snapshot: Snapshot): void {
    const { [key]: _, ...others } = this.#left;
    const left = snapshot.uses > 1 ? { ...others, [key]: { ...snapshot, uses: snapshot.uses - 1 } } : others;
    if (Object.keys(left).length > 0) this.#state.set(SNAPSHOTS_STATE, left);
    else this.#state.remove(SNAPSHOTS_STATE);
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
