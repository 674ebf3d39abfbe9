import type { SchedulerLike } from 'rxjs';
import type { HttpOptions } from '../http/http-options';
import type { PushOptions } from '../session/push-options';
import type { Settings } from '../session/settings';
import { cursorRequest, type CursorRequest } from '../url/cursor-request';
import { defined } from '../vocabulary/defined';
import type { RouteDefaults } from './route-defaults';
import { own } from '../platform/own';

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
  options: PushOptions<T> & HttpOptions,
  { resume, maxMessageSize, clock }: Settings<T>,
  defaults: RouteDefaults | undefined,
  cursorHeader?: string,
): HttpRequest {
  return {
    http: own({ ...defaults, ...defined(options) }),
    cursor: cursorRequest(options.resume ?? resume, cursorHeader),
    maxMessageSize,
    clock,
  };
}
