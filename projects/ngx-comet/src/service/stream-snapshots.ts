import { InjectionToken } from '@angular/core';
import type { HttpOptions, Observe, PushOptions, TransportName, WebSocketConstructor } from 'ngx-comet/core';
import type { Observable } from 'rxjs';

/** What a transport can do, and how its streams are made. */
export interface StreamKind<A, O> {
  readonly transport: TransportName;
  /** `true` for a transport that cannot run on a server. */
  readonly needsPage?: true;
  /** `true` for a transport that takes the option `WebSocket`. */
  readonly opensSocket?: true;
  /** Makes a stream with the factory of the transport. */
  readonly open: (address: A, options: O) => Observable<unknown>;
}

/** A stream that is about to be made. */
export interface StreamRequest extends StreamKind<unknown, object> {
  /** The URL, or the function that the caller passed instead. */
  readonly address: unknown;
  readonly options: PushOptions<unknown> &
    HttpOptions & { readonly observe?: Observe | undefined; readonly WebSocket?: WebSocketConstructor | undefined };
}

/** Passes the first message of a stream from the server to the browser. */
export interface Snapshots {
  /** The stream with its snapshot; `undefined` if the stream has none. */
  stream(request: StreamRequest): Observable<unknown> | undefined;
}

/** Absent unless `withServerSnapshot()` is used. */
export const SNAPSHOTS = new InjectionToken<Snapshots>('ngx-comet snapshots');
