import { inject, PendingTasks, TransferState } from '@angular/core';
import {
  json,
  pushEvent,
  timeLimit,
  type Decoder,
  type PushEvent,
  type PushMessage,
  type RawData,
} from 'ngx-comet/core';
import { Observable, Subscription } from 'rxjs';
import { deliveredAtOnce } from '../service/outside-zone';
import type { Snapshots, StreamRequest } from '../service/stream-snapshots';
import { PUSH_CLOCK, PUSH_FETCH, PUSH_LOGGER, PUSH_WEB_SOCKET } from '../service/tokens';
import { serverWebSocket } from './server-websocket';
import { emitted, packed, reasonOf, SNAPSHOTS_STATE } from './snapshot';
import { pageUrls, snapshotKeys, type PageUrls } from './snapshot-key';
import { hintOf, marked, refusedSelfRequest } from './snapshot-request';

/** The most that the snapshots of a page hold, in characters: a page must stay small enough to be sent. */
const MAX_HELD = 1024 * 1024;

/** On the server: connects once, delays rendering until the first message or the time limit, and hangs up. */
export class TakeSnapshots implements Snapshots {
  readonly #state = inject(TransferState);
  readonly #tasks = inject(PendingTasks);
  readonly #clock = inject(PUSH_CLOCK);
  readonly #logger = inject(PUSH_LOGGER);
  readonly #fetch = inject(PUSH_FETCH);
  readonly #webSocket = inject(PUSH_WEB_SOCKET);
  readonly #timeout: number;
  readonly #page: PageUrls;
  /** What relative URLs are resolved against. */
  readonly #base: string;
  readonly #refused = refusedSelfRequest();
  readonly origin: string | undefined;

  constructor(timeout: number, baseUrl: URL | undefined) {
    this.#timeout = timeout;
    this.origin = baseUrl?.origin;
    this.#page = pageUrls(...(baseUrl === undefined ? [] : [baseUrl.origin]));
    this.#base = baseUrl?.href ?? this.#page.base;
    if (this.#refused !== undefined) this.#logger.warn(`ngx-comet: ${this.#refused}`);
  }

  stream(request: StreamRequest): Observable<unknown> | undefined {
    const [key] = snapshotKeys(request, this.#page);
    if (key === undefined || this.#refused !== undefined) return undefined;
    const { observe } = request.options;
    const taken = new Observable((subscriber) => {
      const taking = new Subscription(this.#tasks.add());
      const stop = (): void => {
        if (taking.closed) return;
        if (observe === 'events') subscriber.next(pushEvent({ kind: 'paused', reason: 'server' }));
        taking.unsubscribe();
      };
      const stopFor = (reason: string): void => {
        this.#logger.warn(`ngx-comet: the page is rendered without the ${request.transport} stream: ${reason}`);
        stop();
      };
      let raw: RawData | undefined;
      taking.add(timeLimit(this.#clock, this.#timeout, () => stopFor(`no message within ${this.#timeout} ms`)));
      taking.add(
        this.#open(request, (arrived) => (raw = arrived)).subscribe({
          next: (event) => {
            // The browser requests the messages after the first one.
            if (taking.closed) return;
            if (event.kind === 'message') {
              if (raw !== undefined) this.#keep(key, raw, event.message);
              subscriber.next(emitted(event.message, observe));
              stop();
            } else if (observe === 'events') {
              subscriber.next(event);
            }
          },
          error: (error: unknown) => stopFor(reasonOf(error) + hintOf(error)),
          complete: stop,
        }),
      );
      return taking;
    });
    // The page is rendered as soon as the message arrives. If an operator held it back, it would be missing.
    return deliveredAtOnce(taken);
  }

  #open(
    { opensSocket, address, options, open }: StreamRequest,
    note: (raw: RawData) => void,
  ): Observable<PushEvent<unknown>> {
    const { decode = json(), resume } = options;
    const noting: Decoder<unknown> = (raw) => {
      note(raw);
      return decode(raw);
    };
    return open(this.#absolute(address), {
      ...options,
      ...(opensSocket
        ? { WebSocket: options.WebSocket ?? this.#webSocket ?? serverWebSocket() }
        : { fetch: marked(options.fetch ?? this.#fetch) }),
      observe: 'events',
      decode: decode.binary === true ? Object.assign(noting, { binary: true as const }) : noting,
      // The browser will reconnect. Here a visitor waits for the page.
      retry: false,
      // A store that outlives the request would be shared by all users.
      resume: typeof resume === 'object' ? { ...resume, store: undefined } : resume,
    }) as Observable<PushEvent<unknown>>;
  }

  #absolute(address: unknown): unknown {
    const url = String(address);
    return URL.canParse(url, this.#base) ? new URL(url, this.#base) : address;
  }

  #keep(key: string, raw: RawData, { event, id, transport }: PushMessage<unknown>): void {
    const all = this.#state.get(SNAPSHOTS_STATE, {});
    const uses = (all[key]?.uses ?? 0) + 1;
    const snapshot = all[key] ?? packed(raw, event, id);
    const held = Object.values(all).reduce((size, { raw: { length } }) => size + length, 0);
    if (uses === 1 && held + snapshot.raw.length > MAX_HELD) {
      this.#logger.warn(
        `ngx-comet: the page has no room for the snapshot of ${transport}: over ${MAX_HELD} characters`,
      );
      return;
    }
    // The first of several messages is kept. In the browser every stream continues after it, so none misses a message.
    this.#state.set(SNAPSHOTS_STATE, { ...all, [key]: { ...snapshot, uses } });
  }
}
