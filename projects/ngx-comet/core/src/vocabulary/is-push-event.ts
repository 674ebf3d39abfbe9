import type { PushEvent } from './push-event';

// The registered symbol that `pushEvent` marks events with.
const EVENT: unique symbol = Symbol.for('ngx-comet.event');

/** Whether a value is an event of a connection. Only its mark decides: data may look like an event. */
export function isPushEvent(value: unknown): value is PushEvent<unknown> {
  return typeof value === 'object' && value !== null && (value as { [EVENT]?: unknown })[EVENT] === true;
}
