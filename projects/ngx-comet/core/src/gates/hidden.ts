import { Observable } from 'rxjs';
import { currentDocument, listen } from '../platform/listen';
import { withReason } from './pause-reason';

/**
 * True while the page is hidden, for `pauseWhile`; false if there is no page.
 *
 * @usageNotes
 * ```ts
 * pollingStream$('/inbox', { pauseWhile: hidden() });
 * ```
 */
export function hidden(): Observable<boolean> {
  return withReason(
    'hidden',
    new Observable((subscriber) => {
      const emit = (): void => {
        subscriber.next(currentDocument()?.visibilityState === 'hidden');
      };
      emit();
      return listen(currentDocument(), 'visibilitychange', emit);
    }),
  );
}
