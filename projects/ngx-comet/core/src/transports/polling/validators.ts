import type { Attempt } from '../../vocabulary/attempt';
import type { PushError } from '../../vocabulary/push-error';
import type { Answer } from '../../http/answer';
import { crossesOrigins } from './crosses-origins';

/** The validators of the last answer that was understood, which make the next request conditional (RFC 9110 §8.8, §13.1). */
export class Validators {
  #headers: Record<string, string> = {};
  /**
   * Across origins they need a preflight, and a server may show an `ETag` that it does not allow to be sent. The browser tells
   * nobody, so a first conditional request that fails without an answer is taken for a refused one.
   */
  #welcome: boolean | undefined;
  /** What had failed last when they went out for the first time. */
  #tried: { readonly error: PushError | undefined } | undefined;

  headersFor({ error }: Attempt): Readonly<Record<string, string>> {
    if (this.#tried !== undefined && error !== this.#tried.error && error?.code === 'network') {
      this.#welcome = false;
      this.forget();
    }
    const conditional = Object.keys(this.#headers).length > 0;
    this.#tried = conditional && this.#welcome === undefined ? { error } : undefined;
    return this.#headers;
  }

  /** There is an answer, so what was sent may be sent. */
  answered(): void {
    if (this.#tried !== undefined) this.#welcome = true;
    this.#tried = undefined;
  }

  keep({ response: { headers, type }, url }: Answer): void {
    if (this.#welcome === false) return;
    // A response that was made, as by a fetch of the caller's, does not know whether it crossed.
    if (type === 'basic' || (type !== 'cors' && !crossesOrigins(url))) this.#welcome = true;
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
