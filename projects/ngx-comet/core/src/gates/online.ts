import { Observable } from 'rxjs';
import { listen } from '../platform/listen';
import { withReason } from './pause-reason';

/**
 * A gate that is true while the platform has a network; true where the platform does not know.
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
      const tell = (): void => {
        subscriber.next((globalThis.navigator as Partial<Navigator> | undefined)?.onLine ?? true);
      };
      tell();
      subscriber.add(listen(globalThis, 'online', tell));
      subscriber.add(listen(globalThis, 'offline', tell));
    }),
  );
}
