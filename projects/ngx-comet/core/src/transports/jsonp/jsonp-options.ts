import type { HttpOptions } from '../../http/http-options';
import type { PushOptions } from '../../session/push-options';

/**
 * The part of a `TrustedTypePolicy` (Trusted Types, "TrustedTypePolicy") that is used: markup if `contain` is true,
 * else a script URL.
 */
export interface JsonpTrustedTypePolicy {
  /** The name of the policy in the `trusted-types` directive of the page. */
  readonly name: string;
  /** Called with the markup of the frame. */
  createHTML(input: string): unknown;
  /** Called with the URL of the script. */
  createScriptURL(input: string): unknown;
}

/** The options of {@link jsonp$}. Times are milliseconds. */
export interface JsonpOptions<T> extends PushOptions<T> {
  /** Called at every attempt with the URL. Returns the query that is added to it, as {@link HttpOptions.defaults}. */
  readonly defaults?: HttpOptions['defaults'];
  /**
   * The name of the function to call, for answers that are static files or are cached: the URL is then the same each
   * time. By default each call has a random name. An identifier of ASCII characters, without dots. Nothing in the page
   * may have the name, such as `alert`. Calls at the same time may have the same name: their answers do not mix.
   */
  readonly callbackName?: string | undefined;
  /**
   * The query parameter that names the function to call, default `'callback'`. False: the URL gets no parameter; only
   * with `callbackName`.
   */
  readonly callbackParam?: string | false | undefined;
  /** The time from the request to the answer, default 10_000; 0 = no limit. A late answer is a transient `timeout`. */
  readonly timeout?: number | undefined;
  /**
   * Default true: the script runs in a sandboxed frame with an opaque origin, and only JSON-like data leaves the frame.
   * The request carries no `SameSite` cookies and no `Referer`, and follows no redirect to another origin. False: the
   * script runs in the page, and can do everything that the page can do. Use it only for a server that you trust like
   * the page's own server.
   */
  readonly contain?: boolean | undefined;
  /**
   * The nonce of the page's Content-Security-Policy, for the scripts of this call. A frame inherits that policy, and a
   * script can read the policies that it violates. If the server must not learn the nonce, do not set it. Instead,
   * allow the hash that the error names, and the server's origin.
   */
  readonly nonce?: string | undefined;
  /**
   * For pages with `require-trusted-types-for 'script'`: a policy, or the name of a policy to make. It is made once in a
   * page. The page's `trusted-types` directive must allow the name. Default: `'ngx-comet'`, made when the page has
   * refused or changed a plain string, so the page reports one violation. A policy that is made accepts only what a call
   * is about to assign.
   */
  readonly trustedTypesPolicy?: string | JsonpTrustedTypePolicy | undefined;
}
