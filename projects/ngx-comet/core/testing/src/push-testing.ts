import { PushTestingController, type PushTestingOptions } from './push-testing-controller';

/**
 * Begins a test of streams without Angular: gives options for the streams, and finds and answers their connections.
 *
 * @usageNotes
 * ```ts
 * const push = pushTesting();
 * const seen: Price[] = [];
 * const subscription = sse$<Price>('/prices', { ...push.options }).subscribe((price) => seen.push(price));
 * push.expectOne('/prices').next({ price: 7 });
 * expect(seen).toEqual([{ price: 7 }]);
 * subscription.unsubscribe();
 * push.verify();
 * ```
 */
export function pushTesting(options: PushTestingOptions = {}): PushTestingController {
  return new PushTestingController(options);
}
