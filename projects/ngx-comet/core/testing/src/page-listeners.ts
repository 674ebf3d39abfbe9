import { Observable } from 'rxjs';
import { originNow, type Origin } from './origin';

/**
 * Takes the place of the page's events, which a test has no part in: no stream listens to the page or lets its timer run.
 * It counts the streams that would.
 */
export class PageListeners {
  readonly #listening = new Set<Origin>();

  readonly events = new Observable<never>(() => {
    const origin = { ...originNow() };
    this.#listening.add(origin);
    return () => this.#listening.delete(origin);
  });

  /** Where the streams were opened that listen to the page: those that have not ended. */
  get origins(): readonly Origin[] {
    return [...this.#listening];
  }
}
