import { Observable } from 'rxjs';
import { wallTime } from '../platform/monotonic-clock';
import { numberOr } from '../platform/number-or';
import { own } from '../platform/own';
import type { Duplex } from '../route/duplex-route';
import type { Route } from '../route/route';
import type { RouteDefaults } from '../route/route-defaults';
import { Session } from '../session/session';
import type { Settings } from '../session/settings';
import type { PushError } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import type { ConnectionOptions } from './connection-options';
import { Negotiation } from './negotiation';
import { RouteMemory } from './route-memory';
import { RoutePlans } from './route-plans';
import type { Sender, WayOut } from './sender';

/** What runs while the wire is subscribed to. */
interface Running<In, Out> {
  readonly session: Session<In>;
  readonly negotiation: Negotiation<In>;
  readonly routes: RoutePlans<In, Out>;
}

/** The connection over its own routes: one session, whose attempts go over the best route that works. */
export class RoutedWire<In, Out> {
  /** Subscribing connects, unsubscribing hangs up. It has one subscriber at a time. */
  readonly events$: Observable<PushEvent<In>>;
  readonly #routes: readonly Route<In>[];
  readonly #defaults: RouteDefaults;
  readonly #options: ConnectionOptions<In, Out>;
  readonly #sender: Sender<Out>;
  #running: Running<In, Out> | undefined;

  /** `settings` is called for each session. */
  constructor(
    routes: readonly Route<In>[],
    settings: () => Settings<In>,
    defaults: RouteDefaults,
    options: ConnectionOptions<In, Out>,
    sender: Sender<Out>,
  ) {
    this.#routes = routes;
    this.#defaults = defaults;
    this.#options = options;
    this.#sender = sender;
    const events$ = new Observable<unknown>((subscriber) => {
      const running = this.#start(settings(), subscriber);
      this.#running = running;
      running.session.start();
      return () => {
        if (this.#running === running) this.#running = undefined;
      };
    });
    // The session emits events, because of its setting `observe`.
    this.events$ = events$ as Observable<PushEvent<In>>;
  }

  /** The place of the route in use. */
  get place(): number {
    return this.#running?.negotiation.place ?? 0;
  }

  /** Sends over the route in use; `undefined` if it only receives. */
  get wayOut(): WayOut<Out> | undefined {
    return this.#running?.routes.wayOut(this.place);
  }

  /** Both directions of the route in use; `undefined` if it only receives. */
  get socket(): Duplex<In, Out> | undefined {
    return this.#running?.routes.socket(this.place);
  }

  reconnect(): void {
    this.#running?.session.reconnect();
  }

  forget(): void {
    this.#running?.session.forget();
  }

  #start(settings: Settings<In>, subscriber: ConstructorParameters<typeof Session>[2]): Running<In, Out> {
    const { clock, transient } = settings;
    const fail = (error: PushError): void => {
      subscriber.error(error);
    };
    const routes = new RoutePlans(this.#routes, settings, this.#defaults, this.#sender, fail);
    const negotiation = new Negotiation(
      routes.plans,
      {
        deliverWithin: numberOr(5_000, this.#options.deliverWithin),
        probeAfter: numberOr(60_000, this.#options.probeAfter),
        window: settings.window,
        stableAfter: settings.stableAfter,
        transient: (error) => transient?.(error) ?? error.transient,
      },
      new RouteMemory(this.#options.remember, () => wallTime(clock)),
      clock,
      () => {
        session.wake();
      },
    );
    // An error that is final for one route does not end the connection while another route may work.
    const session = new Session<In>(
      own({ ...settings, transient: () => !negotiation.hopeless }),
      negotiation,
      subscriber,
    );
    return { session, negotiation, routes };
  }
}
