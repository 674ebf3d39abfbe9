import type { PushError } from './push-error';

/**
 * Whether a value is a {@link PushError}. It checks the name, so it also works with errors of other copies of the
 * package and of other realms.
 *
 * @usageNotes
 * ```ts
 * sse$('/prices').pipe(
 *   catchError((error: unknown) => (isPushError(error) && error.code === 'gave-up' ? EMPTY : throwError(() => error))),
 * );
 * ```
 */
export function isPushError(value: unknown): value is PushError {
  return (
    Object.prototype.toString.call(value) === '[object Error]' &&
    (value as Error).name === 'PushError' &&
    typeof (value as PushError).code === 'string' &&
    typeof (value as PushError).transient === 'boolean'
  );
}
