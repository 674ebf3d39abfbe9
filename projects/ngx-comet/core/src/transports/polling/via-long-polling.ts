import type { PollingStreamOptions } from './polling-stream-options';
import type { Route } from '../../route/route';
import { checkPolling } from './check-polling-options';
import { defined } from '../../vocabulary/defined';
import { viaPolling } from './via-polling';

/**
 * Long polling as a route: {@link pollingStream$} in long mode. By default each line of a response is a message, see
 * `framing`.
 *
 * @usageNotes
 * ```ts
 * connection<Message>([viaSse('/events'), viaLongPolling('/poll', { id: (message: Message) => message.id })]);
 * ```
 */
export function viaLongPolling<T>(url: string | URL, options: PollingStreamOptions<T> = {}): Route<T> {
  checkPolling('viaLongPolling', url, options);
  return viaPolling(url, { mode: 'long', framing: 'lines', ...defined(options) });
}
