import { BehaviorSubject, defer, Observable, of, share, Subject, takeUntil, timer } from 'rxjs';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import type { ConnectionOptions } from './connection-options';
import { wallTime } from '../platform/monotonic-clock';
import { isPushError } from '../vocabulary/is-push-error';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';
import type { Route } from '../route/route';
import type { RouteDefaults } from '../route/route-defaults';
import { RejectionLog } from '../session/rejection-log';
import type { FeedMemory } from '../session/feed-memory';
import type { Settings } from '../session/settings';
import { statusAfter } from '../vocabulary/status-after';
import { toPushError } from '../vocabulary/to-push-error';
import type { Sender, WayOut } from './sender';
import type { Relay } from './relay';
import { RoutedWire } from './routed-wire';
import { UnseenMessages } from './unseen-messages';
import { numberOr } from '../platform/number-or';
import { own } from '../platform/own';

/** What the shared session reports to the parts that send. */
export interface SessionWatcher<Out> {
  /** Another route or connection is live. `way` sends over it; it is `undefined` if the route only receives. */
  opened(way: WayOut<Out> | undefined): void;
  /** The subscribers got the event `open`. */
  openEmitted(): void;
  /** No route is live. */
  closed(): void;
}

/** One session for any number of subscribers, and its status. */
export class SharedSession<In, Out> {
  /** For the parts of the connection. They do not show rejected messages, so the logger gets a warning for these. */
  readonly events$: Observable<PushEvent<In>>;
  /** The same for requests: it does not take the messages that wait for the next subscriber. */
  readonly answers$: Observable<PushEvent<In>>;
  readonly status$: Observable<ConnectionStatus>;
  #settings: Settings<In>;
  /** The connection over the own routes. */
  readonly wire: RoutedWire<In, Out>;
  #relay: Relay<In, Out> | undefined;
  readonly #watcher: SessionWatcher<Out>;
  readonly #status = new BehaviorSubject<ConnectionStatus>({ phase: 'idle' });
  /** Ends the session, and completes its subscribers. */
  readonly #closing = new Subject<void>();
  readonly #unseen: UnseenMessages<In>;
  /** How many subscribers the messages have. */
  #users = 0;
  #attempt = 1;
  #closed = false;
  #running = false;
  #last: PushMessage<In> | undefined;
  #rejections: RejectionLog | undefined;
  /** True while the subscribers get the event `open` of a new connection. */
  #opening = false;
  /** How many subscribers `watched$` has. */
  #watching = 0;
  /** The place of the route that was live last. */
  #livePlace: number | undefined;

  constructor(
    routes: readonly Route<In>[],
    settings: Settings<In>,
    defaults: RouteDefaults,
    options: ConnectionOptions<In, Out>,
    sender: Sender<Out>,
    watcher: SessionWatcher<Out>,
  ) {
    this.#settings = settings;
    this.wire = new RoutedWire(routes, () => this.#settings, defaults, options, sender);
    this.#watcher = watcher;
    this.#unseen = new UnseenMessages(settings.store);
    const linger = numberOr(100, options.linger);
    const shared = new Observable<PushEvent<In>>((subscriber) => this.#run(subscriber)).pipe(
      takeUntil(this.#closing),
      share({
        // A session that ended does not linger. RxJS also calls this when the session ends and its subscribers go.
        resetOnRefCountZero: () => (this.#running && linger > 0 ? timer(linger, settings.clock) : of(true)),
      }),
    );
    const events = (takesUnseen: boolean): Observable<PushEvent<In>> =>
      new Observable((subscriber) => {
        if (this.#closed) return subscriber.complete();
        // Messages wait for a subscriber that sees them all: the later ones must not overtake them.
        if (takesUnseen || !this.#unseen.some) {
          this.#users++;
          subscriber.add(() => this.#users--);
        }
        if (takesUnseen) this.#unseen.passTo(subscriber);
        if (!subscriber.closed) subscriber.add(shared.subscribe(subscriber));
      });
    this.events$ = events(true);
    this.answers$ = events(false);
    // A `BehaviorSubject` that completed does not replay its value.
    this.status$ = defer(() => (this.#closed ? of(this.#status.value) : this.#status));
  }

  /**
   * The same events for subscribers that show rejected messages. While it has one, the logger gets no warning for
   * these.
   */
  get watched$(): Observable<PushEvent<In>> {
    return new Observable((subscriber) => {
      this.#watching++;
      subscriber.add(() => this.#watching--);
      subscriber.add(this.events$.subscribe(subscriber));
    });
  }

  /** The last message, while the connection is in use; `undefined` if the next subscriber gets it anyway. */
  get last(): PushMessage<In> | undefined {
    return this.#unseen.some ? undefined : this.#last;
  }

  get isOpening(): boolean {
    return this.#opening;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** The events come from the relay from now on, which may use the own wire. Called before the first subscriber. */
  relayed(relay: Relay<In, Out>, memory: FeedMemory): void {
    this.#relay = relay;
    this.#settings = own({ ...this.#settings, memory });
  }

  /** A wait ends, an open connection is made anew. Without a subscriber it does nothing. */
  reconnect(): void {
    (this.#relay ?? this.wire).reconnect();
  }

  /** Hangs up and forgets everything of the old user. `reconnect` opens the connection for the new one. */
  forget(): void {
    this.#settings.memory?.forget();
    this.wire.forget();
    this.#settings = { ...this.#settings, from: undefined };
    this.#settings.store?.set(undefined);
    this.#last = undefined;
    this.#unseen.clear();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#running = false;
    // The status changes first, like at an end of the session itself.
    this.#end({ phase: 'closed' });
    this.#closing.next();
    this.#status.complete();
  }

  #run(subscriber: { next(event: PushEvent<In>): void; error(error: unknown): void; complete(): void }): () => void {
    this.#running = true;
    const inner = (this.#relay?.events$ ?? this.wire.events$).subscribe({
      next: (event) => {
        this.#onEvent(event);
        subscriber.next(event);
        if (this.#opening) this.#onOpenEmitted();
      },
      error: (error: unknown) => {
        this.#running = false;
        this.#end({ phase: 'closed', error: isPushError(error) ? error : toPushError(error) });
        subscriber.error(error);
      },
      complete: () => {
        this.#running = false;
        this.#end({ phase: 'closed' });
        subscriber.complete();
      },
    });
    return () => {
      inner.unsubscribe();
      if (!this.#running) return;
      this.#running = false;
      this.#end({ phase: 'idle' });
    };
  }

  #onEvent(event: PushEvent<In>): void {
    if (event.kind === 'message') {
      this.#last = event.message;
      if (this.#users === 0 && !this.#unseen.keep(event)) this.#stopLingering();
      return;
    }
    if (event.kind === 'rejected' && this.#watching === 0) this.#reject(event);
    if (event.kind === 'connecting') this.#attempt = event.attempt;
    if (event.kind === 'open') this.#noteOpen(event);
    const status = statusAfter(event, this.#attempt, wallTime(this.#settings.clock));
    if (status === undefined) return;
    const wasOpen = this.#status.value.phase === 'open';
    this.#status.next(status);
    if (status.phase !== 'open') {
      this.#opening = false;
      this.#watcher.closed();
      return;
    }
    // The sequence numbers may show a gap later. That is not a new connection.
    const place = this.#follows?.place ?? this.wire.place;
    if (wasOpen && this.#livePlace === place) return;
    this.#livePlace = place;
    this.#opening = true;
    this.#watcher.opened(this.#follows === undefined ? this.wire.wayOut : this.#follows.wayOut);
  }

  /** The own session may have to continue this connection later. */
  #noteOpen({ continuity, key }: PushEvent<In> & { kind: 'open' }): void {
    const { memory } = this.#settings;
    if (memory === undefined) return;
    memory.everOpen = true;
    if (continuity === 'gap' && key === undefined && this.#follows !== undefined) memory.numbers.forget();
  }

  /** The relay, while another tab has the wire. */
  get #follows(): Relay<In, Out> | undefined {
    return this.#relay?.leads === false ? this.#relay : undefined;
  }

  #reject({ raw, error }: PushEvent<In> & { kind: 'rejected' }): void {
    (this.#rejections ??= new RejectionLog(this.#settings)).rejected(error, raw, this.#last !== undefined);
  }

  /** Too many messages wait for a subscriber. The next one opens a connection that requests them again. */
  #stopLingering(): void {
    // Otherwise the message in delivery moves the stored cursor past all of them.
    this.wire.forget();
    this.#closing.next();
  }

  #onOpenEmitted(): void {
    this.#opening = false;
    this.#watcher.openEmitted();
  }

  #end(status: ConnectionStatus): void {
    this.#rejections?.end();
    this.#rejections = undefined;
    this.#last = undefined;
    // While another tab has the wire, the cursor is that of the other tab.
    if (this.#follows === undefined) this.#unseen.giveBack();
    else this.#unseen.clear();
    this.#opening = false;
    this.#watcher.closed();
    this.#status.next(status);
  }
}
