import { MAX_DELAY } from './clamp-delay';

/**
 * A number of the options, or its default where it was left out. A number that is wrong counts as left out: a
 * production build of Angular does not check options, and a size of NaN has no bound.
 */
export function numberOr(byDefault: number, given: number | undefined, least = 0, most: number = MAX_DELAY): number {
  return typeof given === 'number' && given >= least && given <= most ? given : byDefault;
}
