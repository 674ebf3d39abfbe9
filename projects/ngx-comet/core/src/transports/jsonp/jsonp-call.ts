import type { SchedulerLike } from 'rxjs';
import type { JsonpOptions } from './jsonp-options';
import type { PushErrorCode } from '../../vocabulary/push-error';

/** The options that only the script needs. */
export type JsonpScriptOptions = Pick<
  JsonpOptions<unknown>,
  'callbackName' | 'callbackParam' | 'timeout' | 'contain' | 'nonce' | 'trustedTypesPolicy'
>;

/** One script to run. The first call of `answer` or `fail` ends it. Later calls are ignored. */
export interface JsonpCall {
  readonly document: Document;
  /** The URL of the script, with the name of the callback. */
  readonly url: URL;
  /** The name of the function that the script calls with its answer. */
  readonly callback: string;
  /** A random name: the callback, unless the option `callbackName` is set. */
  readonly token: string;
  /** The maximum length of the JSON of the whole answer. */
  readonly maxLength: number;
  readonly options: JsonpScriptOptions;
  readonly clock: SchedulerLike;
  answer(value: unknown): void;
  /** Fails because the answer is longer than `maxLength`. */
  tooLong(): void;
  fail(code: PushErrorCode, message: string, cause?: unknown): void;
}
