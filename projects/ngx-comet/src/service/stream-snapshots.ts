import { InjectionToken } from '@angular/core';
import type { HttpOptions, Observe, PushOptions, TransportName, WebSocketConstructor } from 'ngx-comet/core';
import type { Observable } from 'rxjs';

/** A stream that is about to be made. */
export interface StreamRequest {
  readonly transport: TransportName;
  /** `true` for a transport that cannot run on a server. */
  readonly needsPage: boolean;
  /** `true` for a transport that takes the option `WebSocket`. */
  readonly opensSocket: boolean;
  /** The URL, or the function that the caller passed instead. */
  readonly address: unknown;
  readonly options: PushOptions<unknown> &
    HttpOptions & {
      readonly observe?: Observe | undefined;
      readonly WebSocket?: WebSocketConstructor | undefined;
      /** These decide, with the request, which messages a stream has. */
      readonly events?: unknown;
      readonly framing?: unknown;
      readonly protocols?: unknown;
    };
  /** Makes the stream, with another address or other options. */
  readonly open: (address: unknown, options: object) => Observable<unknown>;
}

/** Passes the first message of a stream from the server to the browser. */
export interface Snapshots {
  /** The origin that relative URLs lead to, where that is not the one of the page. */
  readonly origin?: string | undefined;
  /** The stream with its snapshot; `undefined` if the stream has none. */
  stream(request: StreamRequest): Observable<unknown> | undefined;
}

/** Absent unless `withServerSnapshot()` is used. */
export const SNAPSHOTS = new InjectionToken<Snapshots>('ngx-comet snapshots');
