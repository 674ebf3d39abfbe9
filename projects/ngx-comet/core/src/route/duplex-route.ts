import type { PushError } from '../vocabulary/push-error';
import type { Unsent } from '../transports/websocket/websocket-options';
import type { SessionPlan } from '../session/plan';
import type { Route } from './route';
import type { Settings } from '../session/settings';

/** A route that sends too. */
export interface DuplexRoute<In, Out> extends Route<In> {
  /** Called once per subscription, in the place of `plan`; `fail` ends the subscription. */
  open(settings: Settings<In>, fail: (error: PushError) => void): Duplex<In, Out>;
  /** Told what was not sent. */
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
