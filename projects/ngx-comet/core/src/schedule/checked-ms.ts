import { wrongOption } from '../checks/check';

/** Returns the milliseconds, or throws a `TypeError` that names the option and its value. */
export function checkedMs(option: string, value: number): number {
  if (!(Number.isFinite(value) && value >= 0)) {
    wrongOption(option, value, 'a finite number of milliseconds of at least 0');
  }
  return value;
}
