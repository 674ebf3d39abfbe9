import type { PushEvent } from 'ngx-comet/core';

// A registered symbol: `ngx-comet/core` marks its events with it, whichever copy of the package they are from.
const EVENT: unique symbol = Symbol.for('ngx-comet.event');

/**
 * Whether a value is an event of a connection. Only its mark decides: data may look like an event. Events pass through
 * operators, so their stream cannot tell.
 */
export function isPushEvent(value: unknown): value is PushEvent<unknown> {
  return typeof value === 'object' && value !== null && (value as { [EVENT]?: unknown })[EVENT] === true;
}
