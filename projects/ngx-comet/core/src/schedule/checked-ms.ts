import { BROKEN_DELAY } from '../platform/clamp-delay';
import { wrongArgument } from './wrong-argument';

declare const ngDevMode: object | boolean | undefined;

/**
 * Returns the milliseconds, or throws a `TypeError` that names the option and its value. A production build of Angular
 * takes 20 s instead: a loop without a wait would flood a server.
 */
export function checkedMs(option: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  if (typeof ngDevMode === 'undefined' || ngDevMode)
    wrongArgument(option, value, 'a finite number of milliseconds of at least 0');
  return BROKEN_DELAY;
}
