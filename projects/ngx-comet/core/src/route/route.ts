import type { PushOptions } from '../session/push-options';
import type { SessionPlan } from '../session/plan';
import type { Settings } from '../session/settings';
import type { TransportName } from '../vocabulary/transport-name';
import type { RouteDefaults } from './route-defaults';

/** One route to a feed: a transport with its options. The options are checked, and nothing has started yet. */
export interface Route<T> {
  /** The transport that it uses. */
  readonly transport: TransportName;
  /** `true` if it needs the document of a page. */
  readonly needsPage?: true;
  /** Its own options. Of the shared options, these may differ from those of the connection. */
  readonly own?: Pick<PushOptions<T>, 'connectTimeout' | 'decode'> | undefined;
  /** Called once per subscription, so that each has its own state. `defaults` come from the connection of the route. */
  plan(settings: Settings<T>, defaults?: RouteDefaults): SessionPlan<T>;
}
