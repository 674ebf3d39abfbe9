import { shown } from '../checks/check';

/**
 * Throws a `TypeError` that names the wrong argument of a function that makes a schedule or a modifier. `option` is
 * such as `ms of exponential()`. Such a function that is given where its result belongs is called with a setback or
 * with a schedule.
 */
export function wrongArgument(option: string, value: unknown, expected: string, example = '1_000'): never {
  const call = `${option.slice(option.indexOf(' of ') + 4, -1)}${example})`;
  // Short, because the message of the error that ends a stream shows only the start of it.
  if (typeof value === 'object' && value !== null && 'serverDelay' in value) {
    throw new TypeError(`call the function: retry: ${call}, not its name alone`);
  }
  const help = typeof value === 'function' ? `. Call it: ${call}, not its name alone` : '';
  throw new TypeError(`${option} must be ${expected}, got ${shown(value)}${help}`);
}
