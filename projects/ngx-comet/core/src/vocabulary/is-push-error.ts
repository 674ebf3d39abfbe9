import type { PushError } from './push-error';

/**
 * Tells a {@link PushError} from anything else. It goes by name, so that it works across duplicated copies of the package
 * and across realms too.
 *
 * @usageNotes
 * ```ts
 * sse$('/prices').pipe(catchError((error: unknown) => (isPushError(error) && error.code === 'gave-up' ? EMPTY : throwError(() => error))));
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
