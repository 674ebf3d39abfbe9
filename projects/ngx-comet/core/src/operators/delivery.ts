import type { Observable } from 'rxjs';

/** How a source hands its values over to a place that costs something to enter, such as Angular's zone. */
export interface Delivery<T> {
  /** The same source, for who enters by itself. */
  readonly outside: Observable<T>;
  /** Runs what hands values over in that place. */
  readonly enter: (handOver: () => void) => void;
  /** Whether nothing may be held back, as where a page is rendered once and not again. */
  readonly atOnce?: boolean | undefined;
}

// Registered, so that what another entry point or another copy of the package made is understood.
const DELIVERY: unique symbol = Symbol.for('ngx-comet.delivery');

type Delivering<T> = Observable<T> & { readonly [DELIVERY]?: Delivery<T> };

/**
 * How a source delivers, if it says so. An operator that holds values back listens outside and enters once per batch, instead
 * of once per message that it only puts aside.
 */
export function deliveryOf<T>(source: Observable<T>): Delivery<T> | undefined {
  return (source as Delivering<T>)[DELIVERY];
}
