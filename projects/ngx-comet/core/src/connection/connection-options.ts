import type { ObservableInput } from 'rxjs';
import type { ChannelProtocol } from '../peer/channels';
import type { PushOptions } from '../session/push-options';
import type { RouteDefaults } from '../route/route-defaults';

/**
 * The options of {@link connection}. Times are milliseconds.
 *
 * `credentials`, `fetch`, `headers`, `query`, `explain` and `WebSocket` are what its routes start from: each takes those that
 * its transport has, and its own win. Of the options that all streams share a route may have its own `decode`, `connectTimeout`
 * and `resume.header` or `.query`; the others are those of the connection, and a warning says so where a route has them.
 */
export interface ConnectionOptions<In, Out = unknown> extends PushOptions<In>, RouteDefaults {
  /** Remember under this name which route worked, in `localStorage`, for a day. */
  readonly remember?: string | undefined;
  /** Try a better route beside the live one this long after it proved good, default 60_000; 0 = never. */
  readonly probeAfter?: number | undefined;
  /**
   * A byte (a message or a heartbeat) must arrive this soon after the opening, default 5_000; 0 = no limit. A mute route makes
   * way while another is left, and is kept if none is better.
   */
  readonly deliverWithin?: number | undefined;
  /** How long the wire stays open after the last subscriber left, default 0. */
  readonly linger?: number | undefined;
  /** Sends a message over the routes that only receive, usually an HTTP POST; one at a time, in order. */
  readonly sendVia?: ((value: Out) => ObservableInput<unknown>) | undefined;
  /** How many messages may wait to be sent, default 1_000; one more makes `send` throw an `overflow`. */
  readonly queue?: { readonly max: number } | undefined;
  /** How `channel(name)` subscribes and unsubscribes, and knows its messages; without it there are no channels. */
  readonly channels?: ChannelProtocol<In, Out> | undefined;
  /** What a late subscriber of `data$` and `messages$` gets of the past, default `'nothing'`. */
  readonly replay?: 'nothing' | 'last' | undefined;
}
