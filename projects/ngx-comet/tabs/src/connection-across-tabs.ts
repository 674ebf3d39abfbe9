import { storedCursor, type Connection, type CursorStore, type Relay, type RelayedConnection } from 'ngx-comet/core';
import { platform } from './platform';
import { shorten } from './shorten';
import { TabRelay } from './tab-relay';
import { checkTabs, tabsOptions, type TabsOptions } from './tabs-options';

declare const ngDevMode: object | boolean | undefined;

// The connections of ngx-comet/core have it, whichever copy of the package they are from.
const RELAY: unique symbol = Symbol.for('ngx-comet.relay');

/** A connection as this entry point sees it. */
interface Shareable<In, Out> {
  [RELAY]?(make: (connection: RelayedConnection<In, Out>) => Relay<In, Out>): void;
}

/**
 * One connection for all tabs of this origin that use the same name. In every tab it is a whole {@link Connection}: one
 * tab has the wire, and the others have its messages, its status, and send over it.
 *
 * `make` is called once. It gets the cursor that the tabs share, a `storedCursor` of the same name, and makes the
 * connection that each tab would have alone. Messages cross as they arrived: each tab decodes and validates them.
 *
 * - When the leading tab is closed, reloaded, frozen or killed, another one takes over, from the last message that any
 *   tab received. When it hangs, the others notice within 5 s: their status is `waiting`, and one of them takes over.
 * - `send` uses the wire of the leading tab. A message that no tab sent waits for the next leader. One that may have been
 *   sent is not sent again: the `logger` of its tab is told.
 * - A request that was sent before another tab took over errors with `aborted`. With `idempotent: true` it is sent again.
 *   Requests of all tabs share the connection, so their ids must differ between tabs.
 * - A channel is subscribed to on the server while any tab uses it.
 * - `close` is for this tab alone. `reconnect` opens the wire anew, and with `forget` every tab forgets the user.
 *
 * A tab that comes later has the status at once, and the last message with `replay: 'last'`. A tab that misses messages
 * which no tab has any more emits an `open` with `gap`. Without BroadcastChannel or Web Locks, as in pages that are not
 * secure contexts and on a server, every tab has its own connection.
 *
 * Options: `tail`, how many messages every tab keeps for tabs that missed some, default 1_000, together at most 16 Mi
 * characters and bytes; `logger`, default the console. A wrong option throws a `TypeError`.
 *
 * @usageNotes
 * ```ts
 * const chat = connectionAcrossTabs('chat', (cursor) =>
 *   connection<ChatMessage, ChatCommand>([viaWebSocket('/chat')], { resume: { query: 'after', store: cursor } }),
 * );
 * chat.data$.subscribe((message) => show(message));
 * chat.send({ say: 'hello' });
 * ```
 */
export function connectionAcrossTabs<In, Out = unknown>(
  name: string,
  make: (cursor: CursorStore) => Connection<In, Out>,
  options: Omit<TabsOptions, 'cursor'> = {},
): Connection<In, Out> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkTabs('connectionAcrossTabs', name, options, ['tail', 'logger']);
    if (typeof make !== 'function') throw new TypeError(`make must be a function, got ${shorten(make)}`);
  }
  const cursor = storedCursor(name);
  const made = make(cursor);
  const shareable = made as Shareable<In, Out> | null | undefined;
  if (shareable?.[RELAY] === undefined) {
    throw new TypeError(
      'connectionAcrossTabs: make must return what connection() returns. In Angular, use connect(routes, { tabs })',
    );
  }
  const { tail, logger } = tabsOptions(options);
  shareable[RELAY](
    (connection) =>
      new TabRelay(connection, { platform: () => platform(name, cursor), tail, logger: logger ?? connection.logger }),
  );
  return made;
}
