import type { PushOptions } from '../../session/push-options';

/** The part of a `TrustedTypePolicy` (Trusted Types, "TrustedTypePolicy") that is used: contained calls create markup, the others a script URL. */
export interface JsonpTrustedTypePolicy {
  /** As the `trusted-types` directive of the page lists it. */
  readonly name: string;
  /** Takes the markup of the frame. */
  createHTML(input: string): unknown;
  /** Takes the address of the script. */
  createScriptURL(input: string): unknown;
}

/** The options of {@link jsonp$}. Times are milliseconds. */
export interface JsonpOptions<T> extends PushOptions<T> {
  /** The query parameter that tells the server which function to call, default `'callback'`. */
  readonly callbackParam?: string | undefined;
  /** How long the answer may take, from the request on, default 10_000; 0 = no limit. Then a transient `timeout`. */
  readonly timeout?: number | undefined;
  /**
   * Default true: the script runs in a sandboxed frame of an opaque origin, of which only JSON-like data comes back. The
   * request then carries no `SameSite` cookies and no `Referer`, and follows no redirect to another origin. False runs the
   * script in the page, with all that the page may do: only for a server that is trusted like the page's own.
   */
  readonly contain?: boolean | undefined;
  /**
   * The nonce of the page's Content-Security-Policy, for what this call has to run. A frame inherits that policy, and a script
   * can read the policies that it violates: where the answering server must not learn the nonce, allow the hash that the error
   * names, and the server's origin, instead.
   */
  readonly nonce?: string | undefined;
  /**
   * For pages with `require-trusted-types-for 'script'`: a policy, or the name of one to be made, once, which the page's
   * `trusted-types` directive must allow.
   */
  readonly trustedTypesPolicy?: string | JsonpTrustedTypePolicy | undefined;
}
