import { Observable } from 'rxjs';
import { currentDocument, listen } from '../platform/listen';
import { withReason } from './pause-reason';

/**
 * True while the page is frozen or in the back-forward cache (Page Lifecycle). Every connection pauses then by itself.
 * Use this for other work that should pause.
 *
 * @usageNotes
 * ```ts
 * frozen().subscribe((asleep) => update({ animate: !asleep }));
 * ```
 */
export function frozen(): Observable<boolean> {
  return withReason(
    'frozen',
    new Observable((subscriber) => {
      const freeze = (): void => {
        subscriber.next(true);
      };
      const thaw = (): void => {
        subscriber.next(false);
      };
      thaw();
      subscriber.add(listen(currentDocument(), 'freeze', freeze));
      subscriber.add(listen(currentDocument(), 'resume', thaw));
      subscriber.add(listen(globalThis, 'pagehide', freeze));
      subscriber.add(listen(globalThis, 'pageshow', thaw));
    }),
  );
}
