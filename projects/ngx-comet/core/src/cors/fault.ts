/** What the probes found; each is one line of the table in the guide about crossing origins. */
export type Fault =
  /** The plainest request may not be read. */
  | { readonly kind: 'origin' }
  /** Without cookies it may be read. */
  | { readonly kind: 'credentials'; readonly seenOrigin: string | null }
  /** The answer may be read, but it leads to one that may not. */
  | { readonly kind: 'redirect' }
  /** The preflight is refused; `because` tells whether the probes could narrow it down. */
  | { readonly kind: 'preflight'; readonly because: 'headers'; readonly names: readonly string[] }
  | { readonly kind: 'preflight'; readonly because: 'credentials' | 'unknown' }
  /** All that can be tried passes; what is left is `Authorization`, the method, or both. */
  | { readonly kind: 'untried'; readonly preflightWorks: boolean }
  /** A `GET` may be read; what answers the `POST` was not seen again. */
  | { readonly kind: 'post' };
