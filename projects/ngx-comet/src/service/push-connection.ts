import { DestroyRef, inject, signal, untracked, type NgZone, type Signal } from '@angular/core';
import { pushEvent, type Connection, type ConnectionStatus, type PushEvent, type RequestOptions } from 'ngx-comet/core';
import { concat, EMPTY, NEVER, of, ReplaySubject, takeUntil, type Observable } from 'rxjs';
import { withStatus } from './events-of';
import { outsideZone } from './outside-zone';

/**
 * A {@link Connection} made by `PushService.connect()`, with its status as a signal too. One that was made in an
 * injection context is closed when that context is destroyed: with its component, directive or service. Any other one
 * is closed with `PushService`, if it still runs then.
 */
export interface PushConnection<In, Out = unknown> extends Connection<In, Out> {
  /** The latest status. Reading it opens no connection and never throws. */
  readonly status: Signal<ConnectionStatus>;
}

/** Runs a connection outside the zone, delivers inside, and keeps its status as a signal. */
export function pushConnection<In, Out>(
  source: Connection<In, Out>,
  zone: NgZone,
  service: DestroyRef,
): PushConnection<In, Out> {
  const status = signal<ConnectionStatus>({ phase: 'idle' });
  const status$ = outsideZone(zone, source.status$);
  // The subscription ends with the connection. Untracked, because a status may change while a reactive context runs.
  status$.subscribe((next) => untracked(() => status.set(next)));
  // Untracked, because it may call the application, for example for the URL: an effect must not depend on what that reads.
  const outside = (call: () => void): void => zone.runOutsideAngular(() => untracked(call));
  const close = (): void => outside(() => source.close());
  const context = contextDestroyRef();
  if (context === undefined) closeWhileRunning(source.status$, service, close);
  else source.status$.subscribe({ complete: context.onDestroy(close) });
  return {
    data$: withStatus(outsideZone(zone, source.data$), status$),
    messages$: withStatus(outsideZone(zone, source.messages$), status$),
    events$: withStatus(outsideZone(zone, source.events$), status$),
    status$,
    status: status.asReadonly(),
    send: (value) => outside(() => source.send(value)),
    request: <R>(value: Out, options: RequestOptions<In>) => outsideZone(zone, source.request<R>(value, options)),
    channel: <T>(name: string) => withStatus(outsideZone(zone, source.channel<T>(name)), status$),
    reconnect: (options) => outside(() => source.reconnect(options)),
    close,
  };
}

/** The `DestroyRef` of the injection context; `undefined` outside of one. */
function contextDestroyRef(): DestroyRef | undefined {
  try {
    return inject(DestroyRef, { optional: true }) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Closes a running connection with the service. The service must not keep an idle one in memory until its own end. */
function closeWhileRunning(status$: Observable<ConnectionStatus>, service: DestroyRef, close: () => void): void {
  let unregister: (() => void) | undefined;
  status$.subscribe(({ phase }) => {
    if (phase === 'idle' || phase === 'closed') {
      unregister?.();
      unregister = undefined;
    } else if (service.destroyed) close();
    else unregister ??= service.onDestroy(close);
  });
}

/** A connection on the server: it does not connect, send, or delay rendering. `made` checks the arguments. */
export function serverConnection<In, Out>(made: Connection<In, Out>): Connection<In, Out> {
  const closing = new ReplaySubject<void>(1);
  const silent = <T>(first?: T): Observable<T> =>
    concat(first === undefined ? EMPTY : of(first), NEVER).pipe(takeUntil(closing));
  return {
    data$: silent(),
    messages$: silent(),
    events$: silent<PushEvent<In>>(pushEvent({ kind: 'paused', reason: 'server' })),
    // After `close()`, `made` emits the status `closed`.
    status$: concat(silent<ConnectionStatus>({ phase: 'paused', reason: 'server' }), made.status$),
    send: () => undefined,
    request: (value, options) => {
      made.request(value, options);
      return silent();
    },
    channel: (name) => {
      made.channel(name);
      return silent();
    },
    reconnect: (options) => {
      made.reconnect(options);
    },
    close: () => {
      made.close();
      closing.next();
    },
  };
}
