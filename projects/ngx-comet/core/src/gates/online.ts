import { Observable } from 'rxjs';
import { listen } from '../platform/listen';
import { withReason } from './pause-reason';

/**
 * A gate that is true while the platform has a network, and true if the platform does not know.
 *
 * @usageNotes
 * ```ts
 * sse$('/prices', { gate: online() });
 * ```
 */
export function online(): Observable<boolean> {
  return withReason(
    'offline',
    new Observable((subscriber) => {
      const emit = (): void => {
        subscriber.next((globalThis.navigator as Partial<Navigator> | undefined)?.onLine ?? true);
      };
      emit();
      subscriber.add(listen(globalThis, 'online', emit));
      subscriber.add(listen(globalThis, 'offline', emit));
    }),
  );
}
