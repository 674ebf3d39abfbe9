import type { SessionPlan } from '../session/plan';
import type { Settings } from '../session/settings';
import type { PushError } from '../vocabulary/push-error';
import type { Route } from './route';
import type { RouteDefaults } from './route-defaults';

/** A route that sends too. */
export interface DuplexRoute<In, Out> extends Route<In> {
  /** Called once per subscription, in place of `plan`. `fail` ends the subscription. */
  open(settings: Settings<In>, fail: (error: PushError) => void, defaults?: RouteDefaults): Duplex<In, Out>;
  /** Called with what was not sent. */
  readonly unsent: ((unsent: Unsent<Out>) => void) | undefined;
}

/** Both directions of one subscription. */
export interface Duplex<In, Out> {
  readonly plan: SessionPlan<In>;
  /** Sends now or as soon as possible, over however many connections it takes. */
  send(value: Out): void;
  /** Nothing is sent after this. Returns what was not sent before, if anything. */
  close(): Unsent<Out> | undefined;
}

/** What was to be sent, and was not. */
export interface Unsent<Out> {
  /** Never handed to a socket, in order; after an `overflow` the last one is the message that did not fit. */
  readonly values: readonly Out[];
  /** How many messages the queue dropped. */
  readonly dropped: number;
  /** Bytes that were still in the buffer of a socket when its connection was lost; they are not sent again. */
  readonly bytes: number;
}

/** Whether a route can send. */
export function isDuplex<In, Out>(route: Route<In>): route is DuplexRoute<In, Out> {
  return 'open' in route;
}
