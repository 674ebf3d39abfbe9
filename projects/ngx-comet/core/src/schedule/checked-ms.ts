import { wrongOption } from '../checks/check';

/** Returns the milliseconds given, or throws the `TypeError` that names the option and what it got. */
export function checkedMs(option: string, value: number): number {
  if (!(Number.isFinite(value) && value >= 0)) {
    wrongOption(option, value, 'a finite number of milliseconds of at least 0');
  }
  return value;
}
