import { token } from '../checks/kinds';
import type { RequestHeaders } from './http-options';

declare const ngDevMode: object | boolean | undefined;

/**
 * Makes `Headers`, which knows the rules for names and values. A value that is `undefined` is left out.
 *
 * @throws TypeError for wrong ones. The message of the platform's error shows the value, so this one names the header.
 * A production build names none.
 */
export function makeHeaders(given: RequestHeaders | undefined): Headers {
  try {
    if (given === undefined || given instanceof Headers) return new Headers(given);
    const pairs = Symbol.iterator in given ? [...given] : Object.entries(given);
    return new Headers(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
  } catch {
    const which = typeof ngDevMode === 'undefined' || ngDevMode ? wrongNames(given) : '';
    throw new TypeError(`headers are not valid${which}`);
  }
}

/** Names the headers that are wrong, those with a name that can be shown. */
function wrongNames(given: RequestHeaders | undefined): string {
  const names = Object.entries(Object(given) as object)
    .filter(isWrong)
    .map(([name]) => name);
  const named = names.filter((name) => token(name, '', '') === false).join(', ');
  return named === '' ? '' : `: ${named}`;
}

function isWrong(pair: [string, string]): boolean {
  try {
    new Headers([pair]);
    return false;
  } catch {
    return true;
  }
}
