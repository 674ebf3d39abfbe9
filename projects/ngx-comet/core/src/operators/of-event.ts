import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { PushMessage } from '../vocabulary/push-message';
import { keepingStatus } from './keeping-status';

/**
 * Emits only the messages with this event name.
 *
 * @usageNotes
 * ```ts
 * messages$.pipe(ofEvent('price'));
 * ```
 */
export function ofEvent<T>(name: string): MonoTypeOperatorFunction<PushMessage<T>> {
  return keepingStatus(filter((message) => message.event === name));
}
