import type { StandardSchemaV1 } from '@standard-schema/spec';
import { Observable, type OperatorFunction } from 'rxjs';
import { check, need } from '../checks/check';
import { aFunction, standardSchema } from '../checks/kinds';
import { isPushError } from '../vocabulary/is-push-error';
import type { PushError } from '../vocabulary/push-error';
import { validateWith } from '../decode/validate-with';

/** The options of {@link validate}. */
export interface ValidateOptions {
  /** Told of every value that is not valid, which is then left out; without it such a value ends the stream. */
  readonly onInvalid?: ((error: PushError, value: unknown) => void) | undefined;
}

/**
 * Lets through what is valid by a Standard Schema (zod, valibot, arktype …), as the schema makes it. It serves any Observable;
 * the streams of this package take a `schema` themselves.
 *
 * Errors with a final `PushError`: `schema`, whose `cause` is the list of issues and whose message names the paths, and
 * `unsupported` for a schema that validates asynchronously. A wrong option throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * http.get('/user').pipe(validate(User)).subscribe((user) => greet(user));
 * ```
 */
export function validate<T>(
  schema: StandardSchemaV1<unknown, T>,
  options: ValidateOptions = {},
): OperatorFunction<unknown, T> {
  need('schema', schema, standardSchema);
  const { onInvalid } = options;
  check('onInvalid', onInvalid, aFunction);
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe({
        next: (value) => {
          let valid: T;
          try {
            valid = validateWith(schema, value);
          } catch (error) {
            if (onInvalid === undefined || !isPushError(error) || error.code !== 'schema') subscriber.error(error);
            else onInvalid(error, value);
            return;
          }
          subscriber.next(valid);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
}
