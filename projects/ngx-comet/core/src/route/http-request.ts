import type { SchedulerLike } from 'rxjs';
import type { HttpOptions } from '../http/http-options';
import type { PushOptions } from '../session/push-options';
import type { Settings } from '../session/settings';
import { cursorRequest, type CursorRequest } from '../url/cursor-request';
import { defined } from '../vocabulary/defined';
import type { RouteDefaults } from './route-defaults';
import { own } from '../platform/own';
import { wireOf } from '../platform/wire';
import type { TransportName } from '../vocabulary/transport-name';

/** What a transport needs to make its HTTP requests. */
export interface HttpRequest {
  readonly http: HttpOptions;
  readonly cursor: CursorRequest;
  readonly maxMessageSize: number;
  readonly clock: SchedulerLike;
}

/**
 * Reads the request of a route from its own options, the settings of its session and the defaults of its connection.
 */
export function httpRequest<T>(
  transport: TransportName,
  options: PushOptions<T> & HttpOptions,
  { resume, maxMessageSize, clock, decode }: Settings<T>,
  defaults: RouteDefaults | undefined,
  cursorHeader?: string,
): HttpRequest {
  const wire = wireOf(clock)?.connect(transport, options, decode);
  return {
    http: own({ ...defaults, ...defined(options), ...(wire && { fetch: wire.fetch, explain: undefined }) }),
    cursor: cursorRequest(options.resume ?? resume, cursorHeader),
    maxMessageSize,
    clock,
  };
}
