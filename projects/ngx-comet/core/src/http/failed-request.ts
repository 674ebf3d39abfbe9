import type { HeadersInit, RequestCredentials } from '../platform/fetch-types';
import type { TransportName } from '../vocabulary/transport-name';

/** A request that failed without a response, as it was passed to `fetch`. */
export interface FailedRequest {
  /** Absolute, or relative to the page. */
  readonly url: string | URL;
  /** Default `GET`. */
  readonly method?: string | undefined;
  /** The headers that were passed to `fetch`. */
  readonly headers?: HeadersInit | undefined;
  /** Default `'same-origin'`. */
  readonly credentials?: RequestCredentials | undefined;
  /** The transport that made the request. */
  readonly transport?: TransportName | undefined;
  /** Aborted when the explanation is not needed any more. */
  readonly signal?: AbortSignal | undefined;
}
