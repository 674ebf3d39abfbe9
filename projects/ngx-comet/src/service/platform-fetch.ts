import { PushError, type HttpOptions } from 'ngx-comet/core';

declare const ngDevMode: object | boolean | undefined;

const NO_INTERCEPTORS =
  'context goes to the interceptors of HttpClient, and streams use none: add withHttpClient() to providePush()';

/** The platform's fetch, looked up at every request. */
export const platformFetch: typeof fetch = async (url, init: RequestInit & Pick<HttpOptions, 'context'> = {}) => {
  // The routes of a connection get their fetch from it, so no call knows both before the request.
  if ((typeof ngDevMode === 'undefined' || ngDevMode) && init.context !== undefined) {
    throw new PushError('unsupported', NO_INTERCEPTORS, { transient: false });
  }
  return globalThis.fetch(url, init);
};

/** The options that are checked. */
interface Given extends Pick<HttpOptions, 'context' | 'fetch'> {
  readonly observe?: unknown;
}

/** @throws TypeError for a context that nobody would read; not in production. */
export function checkContext({ context, fetch }: Given): void {
  if ((typeof ngDevMode === 'undefined' || ngDevMode) && context !== undefined && fetch === platformFetch) {
    throw new TypeError(NO_INTERCEPTORS);
  }
}
