import type { PushError } from '../vocabulary/push-error';
import { isDuplex, type Duplex, type DuplexRoute } from '../route/duplex-route';
import type { SessionPlan } from '../session/plan';
import type { Route } from '../route/route';
import type { RouteDefaults } from '../route/route-defaults';
import type { Settings } from '../session/settings';
import type { Sender, WayOut } from './sender';
import { own } from '../platform/own';

/** The plans of all routes for one session, and the functions that send over them. */
export class RoutePlans<In, Out> {
  readonly plans: readonly SessionPlan<In>[];
  readonly #ways = new Map<number, WayOut<Out>>();
  readonly #sockets = new Map<number, Duplex<In, Out>>();

  constructor(
    routes: readonly Route<In>[],
    settings: Settings<In>,
    defaults: RouteDefaults,
    sender: Sender<Out>,
    fail: (error: PushError) => void,
  ) {
    const decodersDiffer = routes.some(({ own }) => own?.decode !== undefined);
    this.plans = routes.map((route, place) => {
      const { decode = settings.decode, connectTimeout } = own(route.own ?? {});
      const shared = own({ ...settings, decode });
      const plan = own(
        isDuplex<In, Out>(route)
          ? this.#duplexPlan(route, place, shared, defaults, sender, fail)
          : route.plan(shared, defaults),
      );
      return own({
        ...plan,
        connectTimeout: connectTimeout ?? plan.connectTimeout,
        decode: decodersDiffer ? decode : undefined,
      });
    });
  }

  /** The function that sends over a route; `undefined` where the route only receives. */
  wayOut(place: number): WayOut<Out> | undefined {
    return this.#ways.get(place);
  }

  /** Both directions of a route; `undefined` where the route only receives. */
  socket(place: number): Duplex<In, Out> | undefined {
    return this.#ways.has(place) ? this.#sockets.get(place) : undefined;
  }

  /** Every attempt gets its own send queue. Its unsent messages are sent over the next live route. */
  #duplexPlan(
    route: DuplexRoute<In, Out>,
    place: number,
    settings: Settings<In>,
    defaults: RouteDefaults,
    sender: Sender<Out>,
    fail: (error: PushError) => void,
  ): SessionPlan<In> {
    return {
      ...route.plan(settings, defaults),
      connect: (attempt, sink) => {
        const duplex = route.open(settings, fail, defaults);
        const way: WayOut<Out> = (value) => {
          duplex.send(value);
        };
        this.#ways.set(place, way);
        this.#sockets.set(place, duplex);
        const hangUp = duplex.plan.connect(attempt, sink);
        return () => {
          if (this.#ways.get(place) === way) this.#ways.delete(place);
          hangUp();
          sender.takeBack(duplex.close(), way);
        };
      },
    };
  }
}
