import { inject, InjectionToken } from '@angular/core';
import { PUSH_LOGGER } from './tokens';

declare const ngDevMode: object | boolean | undefined;

/**
 * Called when a stream stays silent on the server. During development it logs why, once per application, that is once
 * per rendering, and not for every stream of the page.
 */
export const SERVER_HINT = new InjectionToken<() => void>('ngx-comet server hint', {
  providedIn: 'root',
  factory: () => {
    const logger = inject(PUSH_LOGGER);
    let logged = false;
    return () => {
      if (logged || !(typeof ngDevMode === 'undefined' || ngDevMode)) return;
      logged = true;
      logger.warn(
        'ngx-comet: on the server no stream connects, so the page is rendered without its values. The browser connects. ' +
          'To render the first message of each stream, add withServerSnapshot() to providePush()',
      );
    };
  },
});
