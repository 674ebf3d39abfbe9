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
  /** Where it goes to: a URL, or a function. */
  readonly address: unknown;
  readonly options: PushOptions<unknown> &
    HttpOptions & { readonly observe?: Observe | undefined; readonly WebSocket?: WebSocketConstructor | undefined };
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
 * for one that needs a page.
 */
export function snapshotKey({ transport, needsPage, address, options }: StreamRequest): string | undefined {
  if (needsPage || (typeof address !== 'string' && !(address instanceof URL))) return undefined;
  const { method = 'GET', query = {}, body } = options;
  return [transport, method, String(address), JSON.stringify(query), typeof body === 'string' ? body : ''].join(' ');
}

/** What a stream emits of a message. */
export function emitted(message: PushMessage<unknown>, observe: Observe | undefined): unknown {
  if (observe === 'events') return { kind: 'message', message };
  return observe === 'messages' ? message : message.data;
}
