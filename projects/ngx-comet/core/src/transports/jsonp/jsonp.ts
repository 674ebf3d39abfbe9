import type { Observable } from 'rxjs';
import type { JsonpOptions } from './jsonp-options';
import type { PushEvent } from '../../vocabulary/push-event';
import type { PushMessage } from '../../vocabulary/push-message';
import type { Observed, ObserveOption, Observing } from '../../session/observed';
import type { Observe } from '../../session/push-options';
import { openRoute } from '../../route/open-route';
import type { UrlSource } from '../../url/url-source';
import { checkJsonp } from './check-jsonp-options';
import { viaJsonp } from './via-jsonp';
import { own } from '../../platform/own';

/**
 * One JSONP request as a cold Observable: it emits the answer and completes. Unless `contain` is false, the script runs
 * in a sandboxed frame with an opaque origin, so it cannot access the page.
 *
 * Errors are `PushError`s: `timeout` and `script` (the script could not be loaded or did not run) are transient;
 * `no-callback` (it ran and did not call the callback), `decode` (the answer is not JSON-like), `overflow`,
 * `local-network` and `unsupported` (no document, or a policy of the page, which the message names, blocks it) are
 * final. A wrong option throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * jsonp$<Place>('https://geo.example/lookup').subscribe((place) => show(place));
 * pollingStream$(() => jsonp$<Place>('https://geo.example/lookup', { retry: false })).subscribe((place) => show(place));
 * ```
 */
export function jsonp$<T>(url: UrlSource, options?: JsonpOptions<T> & ObserveOption<'data'>): Observable<T>;
/** Emits messages with their ids and names. */
export function jsonp$<T>(url: UrlSource, options: JsonpOptions<T> & Observing<'messages'>): Observable<PushMessage<T>>;
/** Emits events: everything that happens to the connection, messages included. */
export function jsonp$<T>(url: UrlSource, options: JsonpOptions<T> & Observing<'events'>): Observable<PushEvent<T>>;
/** Emits what `observe` says, also if its type is a union or a type parameter. */
export function jsonp$<T, O extends Observe>(
  url: UrlSource,
  options: JsonpOptions<T> & Observing<O>,
): Observable<Observed<T, O>>;
/** Emits what `observe` says, where its type does not tell: any of the three. */
export function jsonp$<T>(
  url: UrlSource,
  options?: JsonpOptions<T> & ObserveOption<Observe>,
): Observable<Observed<T, Observe>>;
export function jsonp$(
  url: UrlSource,
  given: JsonpOptions<unknown> & ObserveOption<Observe> = {},
): Observable<unknown> {
  checkJsonp(url, given);
  const options = own(given);
  // An invalid answer is an error by default, because no other answer follows.
  return openRoute(viaJsonp(url, options), { ...options, onInvalid: options.onInvalid ?? 'error' });
}
