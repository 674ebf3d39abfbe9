import { BehaviorSubject, defer, Observable, of, share, Subject, takeUntil, timer } from 'rxjs';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import type { ConnectionOptions } from './connection-options';
import { isPushError } from '../vocabulary/is-push-error';
import type { PushError } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';
import type { Route } from '../route/route';
import type { RouteDefaults } from '../route/route-defaults';
import { Session } from '../session/session';
import type { Settings } from '../session/settings';
import { statusAfter } from '../vocabulary/status-after';
import { toPushError } from '../vocabulary/to-push-error';
import type { Sender, WayOut } from './sender';
import { Negotiation } from './negotiation';
import { RouteMemory } from './route-memory';
import { RoutePlans } from './route-plans';

/** What happens to the one session, for the parts that send. */
export interface SessionWatcher<Out> {
  /** Another route or connection is live; `way` sends over it, where it can. */
  opened(way: WayOut<Out> | undefined): void;
  /** The subscribers were told of it. */
  toldOpen(): void;
  /** No route is live. */
  closed(): void;
}

/** One session however many subscribers, and its status. */
export class SharedSession<In, Out> {
  /** For the parts of the connection: who takes its events from here is not expected to look at what is rejected. */
  readonly events$: Observable<PushEvent<In>>;
  readonly status$: Observable<ConnectionStatus>;
  readonly #routes: readonly Route<In>[];
  readonly #settings: Settings<In>;
  readonly #defaults: RouteDefaults;
  readonly #options: ConnectionOptions<In, Out>;
  readonly #sender: Sender<Out>;
  readonly #watcher: SessionWatcher<Out>;
  readonly #status = new BehaviorSubject<ConnectionStatus>({ phase: 'idle' });
  readonly #closing = new Subject<void>();
  #attempt = 1;
  #closed = false;
  #running = false;
  #last: PushMessage<In> | undefined;
  #wayOut: () => WayOut<Out> | undefined = () => undefined;
  #place: () => number = () => 0;
  /** The subscribers are being told of a connection that is new, not of one that goes on. */
  #opening = false;
  /** How many see all events. */
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
    this.#routes = routes;
    this.#settings = settings;
    this.#defaults = defaults;
    this.#options = options;
    this.#sender = sender;
    this.#watcher = watcher;
    const { linger = 0 } = options;
    const shared = new Observable<PushEvent<In>>((subscriber) => this.#run(subscriber)).pipe(
      takeUntil(this.#closing),
      share({
        // What is over does not linger; asked for at the end too, when the subscribers have just been let go.
        resetOnRefCountZero: () => (this.#running && linger > 0 ? timer(linger, settings.clock) : of(true)),
      }),
    );
    this.events$ = new Observable((subscriber) => {
      if (this.#closed) subscriber.complete();
      else subscriber.add(shared.subscribe(subscriber));
    });
    // What is over replays nothing by itself.
    this.status$ = defer(() => (this.#closed ? of(this.#status.value) : this.#status));
  }

  /** The same for who looks at all of them; the logger is told of what is rejected where nobody does. */
  get watched$(): Observable<PushEvent<In>> {
    return new Observable((subscriber) => {
      this.#watching++;
      subscriber.add(() => this.#watching--);
      subscriber.add(this.events$.subscribe(subscriber));
    });
  }

  /** The last message, as long as the connection is held open. */
  get last(): PushMessage<In> | undefined {
    return this.#last;
  }

  get isOpening(): boolean {
    return this.#opening;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#running = false;
    // As where the session ends by itself: the status first.
    this.#end({ phase: 'closed' });
    this.#closing.next();
    this.#status.complete();
  }

  #run(subscriber: { next(event: PushEvent<In>): void; error(error: unknown): void; complete(): void }): () => void {
    const { clock, transient } = this.#settings;
    this.#running = true;
    const inner = new Observable<unknown>((observer) => {
      const fail = (error: PushError): void => {
        observer.error(error);
      };
      const routes = new RoutePlans(this.#routes, this.#settings, this.#defaults, this.#sender, fail);
      const negotiation = new Negotiation(
        routes.plans,
        {
          deliverWithin: this.#options.deliverWithin ?? 5_000,
          probeAfter: this.#options.probeAfter ?? 60_000,
          window: this.#settings.window,
          transient: (error) => transient?.(error) ?? error.transient,
        },
        new RouteMemory(this.#options.remember, () => clock.now()),
        clock,
        () => {
          session.wake();
        },
      );
      this.#place = () => negotiation.place;
      this.#wayOut = () => routes.wayOut(negotiation.place);
      // What is final for one route is not for the connection, as long as any other one may work.
      const session = new Session({ ...this.#settings, transient: () => !negotiation.hopeless }, negotiation, observer);
      session.start();
    }).subscribe({
      next: (event) => {
        this.#tell(event as PushEvent<In>);
        subscriber.next(event as PushEvent<In>);
        if (this.#opening) this.#told();
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

  #tell(event: PushEvent<In>): void {
    if (event.kind === 'message') {
      this.#last = event.message;
      return;
    }
    if (event.kind === 'rejected' && this.#watching === 0) this.#reject(event);
    if (event.kind === 'connecting') this.#attempt = event.attempt;
    const status = statusAfter(event, this.#attempt, this.#settings.clock.now());
    if (status === undefined) return;
    const wasOpen = this.#status.value.phase === 'open';
    this.#status.next(status);
    if (status.phase !== 'open') {
      this.#opening = false;
      this.#watcher.closed();
      return;
    }
    // The numbers of the messages tell of a gap afterwards: that is no other connection.
    if (wasOpen && this.#livePlace === this.#place()) return;
    this.#livePlace = this.#place();
    this.#opening = true;
    this.#watcher.opened(this.#wayOut());
  }

  #reject({ raw, error }: PushEvent<In> & { kind: 'rejected' }): void {
    const { transport } = error;
    this.#settings.logger.warn(`ngx-comet: a ${transport} message was rejected: ${error.message}`, { error, raw });
  }

  #told(): void {
    this.#opening = false;
    this.#watcher.toldOpen();
  }

  #end(status: ConnectionStatus): void {
    this.#last = undefined;
    this.#opening = false;
    this.#watcher.closed();
    this.#status.next(status);
  }
}
