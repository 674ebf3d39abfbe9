/** The result of the probes. Each kind is one row of the table in the cross-origin guide. */
export type Fault =
  /** The answer to the simplest request may not be read. */
  | { readonly kind: 'origin' }
  /** The answer may be read only without cookies. */
  | { readonly kind: 'credentials'; readonly seenOrigin: string | null }
  /** The answer redirects to an answer that may not be read. */
  | { readonly kind: 'redirect' }
  /** The preflight is refused. `because` is the cause, if the probes found it. */
  | { readonly kind: 'preflight'; readonly because: 'headers'; readonly names: readonly string[] }
  | { readonly kind: 'preflight'; readonly because: 'credentials' | 'unknown' }
  /** All probes pass. Possible causes are `Authorization`, the method, or both, which are not probed. */
  | { readonly kind: 'untried'; readonly preflightWorks: boolean }
  /** The answer to a `GET` may be read. The `POST` was not repeated. */
  | { readonly kind: 'post' };
