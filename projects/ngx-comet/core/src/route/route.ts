import type { TransportName } from '../vocabulary/transport-name';
import type { PushOptions } from '../session/push-options';
import type { SessionPlan } from '../session/plan';
import type { Settings } from '../session/settings';

/** One way to a feed: a transport and where it goes, checked, with nothing started yet. */
export interface Route<T> {
  /** The transport that it goes by. */
  readonly transport: TransportName;
  /** The options that it was given; of those that all streams share it may differ in these. */
  readonly own?: Pick<PushOptions<T>, 'connectTimeout' | 'decode'> | undefined;
  /** Called once per subscription, so that a route may keep state for each. */
  plan(settings: Settings<T>): SessionPlan<T>;
}
