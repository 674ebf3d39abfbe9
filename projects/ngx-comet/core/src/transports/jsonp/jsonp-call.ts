import type { SchedulerLike } from 'rxjs';
import type { JsonpOptions } from './jsonp-options';
import type { PushErrorCode } from '../../vocabulary/push-error';

/** What of the options concerns the script alone. */
export type JsonpScriptOptions = Pick<
  JsonpOptions<unknown>,
  'callbackParam' | 'timeout' | 'contain' | 'nonce' | 'trustedTypesPolicy'
>;

/** One script to run, and whom to tell what it did; whatever is told first ends the call, and nothing after that counts. */
export interface JsonpCall {
  readonly document: Document;
  /** Where the script is, the name of the callback included. */
  readonly url: URL;
  /** The function that the script is to call. */
  readonly callback: string;
  readonly options: JsonpScriptOptions;
  readonly clock: SchedulerLike;
  answer(value: unknown): void;
  fail(code: PushErrorCode, message: string, cause?: unknown): void;
}
