import type { StandardSchemaV1 } from '@standard-schema/spec';
import { Observable, type OperatorFunction } from 'rxjs';
import { checkOptions, need } from '../checks/check';
import { aFunction, standardSchema } from '../checks/kinds';
import { isPushError } from '../vocabulary/is-push-error';
import type { PushError } from '../vocabulary/push-error';
import { validateWith } from '../decode/validate-with';
import { own } from '../platform/own';
import { keepingStatus } from './keeping-status';

declare const ngDevMode: object | boolean | undefined;

/** The options of {@link validate}. */
export interface ValidateOptions {
  /** Called with every invalid value, which is then dropped. Without it, an invalid value ends the stream. */
  readonly onInvalid?: ((error: PushError, value: unknown) => void) | undefined;
}

/**
 * Validates values with a Standard Schema (zod, valibot, arktype …), and emits the output of the schema. It works with
 * any Observable. The streams of this package have a `schema` option of their own.
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
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    need('schema', schema, standardSchema);
    checkOptions<ValidateOptions>('validate', options, { onInvalid: aFunction });
  }
  const { onInvalid } = own(options);
  return keepingStatus(
    (source) =>
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
      ),
  );
}
