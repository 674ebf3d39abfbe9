import type { TransportName } from '../transport-name';
import type { SessionPlan } from './plan';
import type { Settings } from './settings';

/** One way to a feed: a transport and where it goes, checked, with nothing started yet. */
export interface Route<T> {
  /** The transport that it goes by. */
  readonly transport: TransportName;
  /** Called once per subscription, so that a route may keep state for each. */
  plan(settings: Settings<T>): SessionPlan<T>;
}
