import type { PushOptions } from '../session/push-options';
import type { SessionPlan } from '../session/plan';
import type { Settings } from '../session/settings';
import type { TransportName } from '../vocabulary/transport-name';
import type { RouteDefaults } from './route-defaults';

/** One way to a feed: a transport and where it goes to. Its options are checked, and nothing has started yet. */
export interface Route<T> {
  /** The transport that it goes by. */
  readonly transport: TransportName;
  /** The options that it was given; of those that all streams share it may differ in these. */
  readonly own?: Pick<PushOptions<T>, 'connectTimeout' | 'decode'> | undefined;
  /** Called once per subscription, so that a route may keep state for each. `defaults` come from its connection. */
  plan(settings: Settings<T>, defaults?: RouteDefaults): SessionPlan<T>;
}
