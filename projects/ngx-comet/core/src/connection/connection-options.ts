import type { ObservableInput } from 'rxjs';
import type { ChannelProtocol } from '../peer/channels';
import type { PushOptions } from '../session/push-options';
import type { RouteDefaults } from '../route/route-defaults';

/**
 * The options of {@link connection}. Times are milliseconds.
 *
 * `credentials`, `fetch`, `headers`, `query`, `defaults`, `explain` and `WebSocket` are the defaults of its routes. A
 * route uses those that its transport supports, and its own options win. Of the shared options a route may have its own
 * `decode`, `connectTimeout`, `resume.header` and `resume.query`. The others have no effect on a route: the logger gets
 * a warning.
 */
export interface ConnectionOptions<In, Out = unknown> extends PushOptions<In>, RouteDefaults {
  /** Remembers for a day which route worked, in `localStorage` under this name. */
  readonly remember?: string | undefined;
  /**
   * How long after the live route proved good a better one is tried beside it, default 60_000; 0 = never. The wait
   * doubles while the better ones fail.
   */
  readonly probeAfter?: number | undefined;
  /**
   * How long an opened route may take until its first byte (of a message or a heartbeat), default 5_000; 0 = no limit.
   * Otherwise another route is tried. A route without a byte is kept only if no other one works.
   */
  readonly deliverWithin?: number | undefined;
  /**
   * How long the connection stays open after the last subscriber unsubscribed, default 100; 0 = it closes at once. The
   * next subscriber gets the messages that arrived meanwhile, up to 1,000; one more closes the connection. A request
   * takes none of them.
   */
  readonly linger?: number | undefined;
  /** Sends a message while the live route only receives, usually by an HTTP POST. One message at a time, in order. */
  readonly sendVia?: ((value: Out) => ObservableInput<unknown>) | undefined;
  /**
   * How many messages may wait to be sent, default 1_000, together at most 16 Mi characters and bytes; one more makes
   * `send` throw an `overflow`.
   */
  readonly queue?: { readonly max: number } | undefined;
  /** How `channel(name)` subscribes, unsubscribes and recognizes its messages. Without it `channel` throws. */
  readonly channels?: ChannelProtocol<In, Out> | undefined;
  /** What a late subscriber of `data$` and `messages$` gets first: nothing or the last message, default `'nothing'`. */
  readonly replay?: 'nothing' | 'last' | undefined;
}
