import type { TransportName } from '../vocabulary/transport-name';

/** A request that failed without an answer, as it was given to `fetch`. */
export interface FailedRequest {
  /** Absolute, or relative to the page. */
  readonly url: string | URL;
  /** Default `GET`. */
  readonly method?: string | undefined;
  /** Those that the caller set. */
  readonly headers?: HeadersInit | undefined;
  /** Default `'same-origin'`. */
  readonly credentials?: RequestCredentials | undefined;
  /** Whose request it was. */
  readonly transport?: TransportName | undefined;
  /** Aborted as soon as nobody waits for an explanation any more. */
  readonly signal?: AbortSignal | undefined;
}
