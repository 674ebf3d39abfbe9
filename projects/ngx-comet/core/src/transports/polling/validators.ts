import type { Attempt } from '../../vocabulary/attempt';
import type { PushError } from '../../vocabulary/push-error';
import type { Answer } from '../../http/answer';
import { crossesOrigins } from './crosses-origins';

/**
 * The validators of the last response without a rejected message. They make the next request conditional (RFC 9110
 * §8.8, §13.1).
 */
export class Validators {
  #headers: Record<string, string> = {};
  /**
   * Whether validators may be sent; `undefined` = not known. Across origins they need a preflight, and a server may
   * refuse it although it exposes an `ETag`. The browser does not report the reason. So if the first conditional
   * request fails without a response, no more are sent.
   */
  #allowed: boolean | undefined;
  /** Set while the first conditional request has no response. `error` is the last error before that request. */
  #tried: { readonly error: PushError | undefined } | undefined;

  headersFor({ error }: Attempt): Readonly<Record<string, string>> {
    if (this.#tried !== undefined && error !== this.#tried.error && error?.code === 'network') {
      this.#allowed = false;
      this.forget();
    }
    const conditional = Object.keys(this.#headers).length > 0;
    this.#tried = conditional && this.#allowed === undefined ? { error } : undefined;
    return this.#headers;
  }

  /** Called when there is a response: the validators that were sent are allowed. */
  answered(): void {
    if (this.#tried !== undefined) this.#allowed = true;
    this.#tried = undefined;
  }

  keep({ response: { headers, type }, url }: Answer): void {
    if (this.#allowed === false) return;
    // The `type` of a response of a caller's fetch may not show its origin. Then the URL does.
    if (type === 'basic' || (type !== 'cors' && !crossesOrigins(url))) this.#allowed = true;
    const set = (name: string, value: string | null): void => {
      if (value !== null) this.#headers[name] = value;
    };
    this.#headers = {};
    set('If-None-Match', headers.get('etag'));
    set('If-Modified-Since', headers.get('last-modified'));
  }

  forget(): void {
    this.#headers = {};
  }
}
