import { shown } from '../checks/check';
import { clampDelay } from '../platform/clamp-delay';

declare const ngDevMode: object | boolean | undefined;

/**
 * Returns the delay that a function of the caller calculated, as a timer takes it. Throws a `TypeError` that names the
 * option if it is no number, or a negative `interval`. A production build of Angular takes 20 s instead.
 */
export function checkedDelay(option: 'retry' | 'interval', ms: number): number {
  // A negative interval would poll without a pause.
  const wrong = typeof ms !== 'number' || Number.isNaN(ms) || (option === 'interval' && ms < 0);
  if ((typeof ngDevMode === 'undefined' || ngDevMode) && wrong) {
    const help = typeof ms === 'function' ? '. Call what makes the schedule: retry: exponential(1_000)' : '';
    throw new TypeError(`${option} must return a number of milliseconds, got ${shown(ms)}${help}`);
  }
  return clampDelay(wrong ? NaN : ms);
}
