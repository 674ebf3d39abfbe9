import type { Observable } from 'rxjs';

/** How a source delivers its values in a context that is expensive to enter, such as Angular's zone. */
export interface Delivery<T> {
  /** The same source without the context, for an operator that calls `enter` itself. */
  readonly outside: Observable<T>;
  /** Runs the function that delivers values in that context. */
  readonly enter: (deliver: () => void) => void;
  /** True if an operator must emit each value at once, for example on a server, where a page is rendered only once. */
  readonly atOnce?: boolean | undefined;
}

// A registered symbol, so that it also works with other entry points and other copies of the package.
const DELIVERY: unique symbol = Symbol.for('ngx-comet.delivery');

type Delivering<T> = Observable<T> & { readonly [DELIVERY]?: Delivery<T> };

/**
 * How a source delivers its values, if it has a context. An operator that holds values back subscribes outside and
 * enters the context once per batch. Otherwise it would enter once per message that it only stores.
 */
export function deliveryOf<T>(source: Observable<T>): Delivery<T> | undefined {
  return (source as Delivering<T>)[DELIVERY];
}

/** Marks a source with its delivery. */
export function withDelivery<T>(source: Observable<T>, delivery: Delivery<T>): Observable<T> {
  return Object.assign(source, { [DELIVERY]: delivery });
}

/**
 * Changes a source, and keeps how it delivers its values. `enter` runs a function of the application in the context that
 * it expects.
 */
export function inContext<T, R>(
  source: Observable<T>,
  change: (values: Observable<T>, enter: Delivery<T>['enter']) => Observable<R>,
): Observable<R> {
  const delivery = deliveryOf(source);
  const stream = change(source, inPlace);
  if (delivery === undefined) return stream;
  const { outside, enter } = delivery;
  return withDelivery(stream, {
    outside: change(outside, enter),
    enter,
    get atOnce() {
      return delivery.atOnce;
    },
  });
}

function inPlace(call: () => void): void {
  call();
}
