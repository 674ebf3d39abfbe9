import { assertInInjectionContext, inject } from '@angular/core';
import type { Observable } from 'rxjs';
import { PushStreams, type Factory } from './push-streams';

declare const ngDevMode: object | boolean | undefined;

/** A factory of `ngx-comet/core`: `sse$`, `httpStream$`, `websocket$`, `pollingStream$` or `jsonp$`. */
export type PushFactory = (address: never, options?: never) => Observable<unknown>;

/**
 * Gives a factory of `ngx-comet/core` the application's configuration: the options of the tokens are its defaults, its
 * streams run outside the zone and deliver inside, and a subscription is untracked. The type is that of the factory. An
 * application contains only the transports that it names.
 *
 * On the server no stream connects, unless `withServerSnapshot()` is used: the streams stay silent, and as events they
 * emit `paused` with the reason `server`.
 *
 * Call it in an injection context, such as a field of a component. The function that it returns can be called anywhere.
 * Throws a `TypeError` for anything else than one of the five factories.
 *
 * @usageNotes
 * ```ts
 * readonly #sse$ = injectPush(sse$);
 * readonly price$ = this.#sse$<Price>('/prices');
 * ```
 */
export function injectPush<F extends PushFactory>(factory: F): F {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    assertInInjectionContext(injectPush);
    if (typeof (factory as unknown) !== 'function') {
      throw new TypeError(`injectPush() takes a factory of ngx-comet/core, such as sse$, got ${String(factory)}`);
    }
  }
  const streams = inject(PushStreams);
  const open: Factory = (address, options = {}) => streams.open(factory as unknown as Factory, address, options);
  return open as unknown as F;
}
