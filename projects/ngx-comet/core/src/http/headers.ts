import { token } from '../checks/kinds';
import type { RequestHeaders } from './http-options';

/**
 * Makes `Headers`, which knows the rules for names and values. A value that is `undefined` is left out.
 *
 * @throws TypeError for wrong ones. The message of the platform's error shows the value, so this one names the header.
 */
export function makeHeaders(given: RequestHeaders | undefined): Headers {
  try {
    if (given === undefined || given instanceof Headers) return new Headers(given);
    return new Headers(pairsOf(given).filter((pair): pair is [string, string] => pair[1] !== undefined));
  } catch {
    throw new TypeError(`headers are not valid: ${faultOf(given)}`);
  }
}

function faultOf(given: unknown): string {
  try {
    const name = pairsOf(given).find(isWrong)?.[0];
    if (token(name, '') === false) return `the value of ${String(name)} must be text of Latin-1, without line breaks`;
  } catch {
    // The headers are not even pairs.
  }
  return 'they must be Headers, an object, or pairs of a name and a value';
}

function pairsOf(given: unknown): unknown[][] {
  const pairs: unknown = typeof given === 'object' && given !== null && Symbol.iterator in given ? given : undefined;
  return pairs === undefined ? Object.entries(Object(given) as object) : [...(pairs as Iterable<unknown[]>)];
}

function isWrong(pair: unknown[]): boolean {
  try {
    new Headers([pair as [string, string]]);
    return false;
  } catch {
    return true;
  }
}
