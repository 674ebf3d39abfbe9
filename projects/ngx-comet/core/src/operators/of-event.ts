import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { PushMessage } from '../vocabulary/push-message';

/**
 * Emits only the messages with this event name.
 *
 * @usageNotes
 * ```ts
 * messages$.pipe(ofEvent('price'));
 * ```
 */
export function ofEvent<T>(name: string): MonoTypeOperatorFunction<PushMessage<T>> {
  return filter((message) => message.event === name);
}
