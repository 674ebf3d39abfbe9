import {
  FetchBackend,
  HttpXhrBackend,
  type HttpBackend,
  type HttpEvent,
  type HttpHandlerFn,
  type HttpRequest,
} from '@angular/common/http';
import type { Observable } from 'rxjs';
import { LIVE_REQUEST } from './live-request';

/** The prototype of a back end: its method is called with the back end that it belongs to. */
interface Handling {
  readonly handle: (this: HttpBackend, request: HttpRequest<unknown>) => Observable<HttpEvent<unknown>>;
}

/** The prototypes and the back ends that were changed. */
const changed = new WeakSet<object>();

/**
 * Makes the back ends deliver the response to a stream as soon as its headers arrive. Angular's own back ends, `fetch` and
 * XHR, would read it to its end, and a stream has no end. Any other one, such as that of a test, answers the request
 * itself. Requests that belong to no stream do not change.
 *
 * It changes the prototypes of Angular's back ends, because an application's back end may extend these classes, or call
 * an instance that no injector knows. A provider of `HttpBackend` would replace the application's back end, or be
 * replaced by it, as the order of the providers says.
 */
export function serveStreams(last: HttpBackend): void {
  for (const { prototype } of [FetchBackend, HttpXhrBackend]) {
    if (changed.has(prototype)) continue;
    changed.add(prototype);
    const { handle }: Handling = prototype;
    prototype.handle = function (this: HttpBackend, request) {
      const { context } = request;
      return context.has(LIVE_REQUEST) ? context.get(LIVE_REQUEST).send(request) : handle.call(this, request);
    };
  }
  if (changed.has(last)) return;
  changed.add(last);
  const handle: HttpHandlerFn = last.handle.bind(last);
  last.handle = (request) => {
    const { context } = request;
    return context.has(LIVE_REQUEST) ? context.get(LIVE_REQUEST).pass(request, handle) : handle(request);
  };
}
