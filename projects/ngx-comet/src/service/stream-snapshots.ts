import { InjectionToken } from '@angular/core';
import type {
  HttpOptions,
  Observe,
  PushMessage,
  PushOptions,
  TransportName,
  WebSocketConstructor,
} from 'ngx-comet/core';
import type { Observable } from 'rxjs';

/** A stream that is about to be made. */
export interface StreamRequest {
  readonly transport: TransportName;
  /** Where it goes to: a URL, or a function. */
  readonly address: unknown;
  readonly options: PushOptions<unknown> &
    HttpOptions & { readonly observe?: Observe | undefined; readonly WebSocket?: WebSocketConstructor | undefined };
  /** Makes the stream by the factory of its transport. */
  readonly open: (address: unknown, options: object) => Observable<unknown>;
}

/** Hands the first message of a stream over from the server to the browser. */
export interface Snapshots {
  /** The stream to take instead; `undefined` = as if there were no snapshots. */
  stream(request: StreamRequest): Observable<unknown> | undefined;
}

/** Absent unless `withServerSnapshot()` is used. */
export const SNAPSHOTS = new InjectionToken<Snapshots>('ngx-comet snapshots');

/**
 * What server and browser know a stream by; `undefined` for one whose address is a function, as functions have no names, and
 * for JSONP, which needs a page.
 */
export function snapshotKey({ transport, address, options }: StreamRequest): string | undefined {
  if (transport === 'jsonp' || (typeof address !== 'string' && !(address instanceof URL))) return undefined;
  const { method = 'GET', query = {}, body } = options;
  return [transport, method, String(address), JSON.stringify(query), typeof body === 'string' ? body : ''].join(' ');
}

/** What a stream emits of a message. */
export function emitted(message: PushMessage<unknown>, observe: Observe | undefined): unknown {
  if (observe === 'events') return { kind: 'message', message };
  return observe === 'messages' ? message : message.data;
}
