import { DestroyRef, inject, signal, type NgZone, type Signal } from '@angular/core';
import type { Connection, ConnectionStatus, PushEvent, RequestOptions } from 'ngx-comet/core';
import { concat, EMPTY, NEVER, of, ReplaySubject, takeUntil, type Observable } from 'rxjs';
import { outsideZone } from './outside-zone';

/**
 * A {@link Connection} whose status is a signal too, made by `PushService.connect()`. One that is made in an injection context
 * is closed when that ends: with its component, directive or service.
 */
export interface PushConnection<In, Out = unknown> extends Connection<In, Out> {
  /** The latest status. Reading it opens nothing, and never throws. */
  readonly status: Signal<ConnectionStatus>;
}

/** Runs a connection outside the zone, delivers inside, and keeps its status as a signal. */
export function pushConnection<In, Out>(source: Connection<In, Out>, zone: NgZone): PushConnection<In, Out> {
  const status = signal<ConnectionStatus>({ phase: 'idle' });
  const status$ = outsideZone(zone, source.status$);
  // It ends with the connection, which is all that holds on to it.
  status$.subscribe((next) => status.set(next));
  const close = (): void => zone.runOutsideAngular(() => source.close());
  const stay = ending()?.onDestroy(close);
  if (stay !== undefined) source.status$.subscribe({ complete: stay });
  return {
    data$: outsideZone(zone, source.data$),
    messages$: outsideZone(zone, source.messages$),
    events$: outsideZone(zone, source.events$),
    status$,
    status: status.asReadonly(),
    send: (value) => zone.runOutsideAngular(() => source.send(value)),
    request: <R>(value: Out, options: RequestOptions<In>) => outsideZone(zone, source.request<R>(value, options)),
    channel: <T>(name: string) => outsideZone(zone, source.channel<T>(name)),
    close,
  };
}

/** Tells the end of the injection context; `undefined` outside of one. */
function ending(): DestroyRef | undefined {
  try {
    return inject(DestroyRef, { optional: true }) ?? undefined;
  } catch {
    return undefined;
  }
}

/** What a connection is on the server: it neither connects nor sends, and holds nothing back. */
export function serverConnection<In, Out>(): Connection<In, Out> {
  const closing = new ReplaySubject<void>(1);
  const silent = <T>(first?: T): Observable<T> =>
    concat(first === undefined ? EMPTY : of(first), NEVER).pipe(takeUntil(closing));
  return {
    data$: silent(),
    messages$: silent(),
    events$: silent<PushEvent<In>>({ kind: 'paused', reason: 'server' }),
    status$: silent<ConnectionStatus>({ phase: 'paused', reason: 'server' }),
    send: () => undefined,
    request: () => silent(),
    channel: () => silent(),
    close: () => closing.next(),
  };
}
