// The types of `for await` over a stream.
import { sse$, toAsyncIterable, type StreamIterator } from 'ngx-comet/core';
import { exactly } from './exactly.ts';

interface Price {
  readonly amount: number;
}

const prices = toAsyncIterable(sse$<Price>('/prices'), { max: 10, overflow: 'drop-oldest' });

export async function loop(): Promise<readonly Price[]> {
  const seen: Price[] = [];
  for await (const price of prices) {
    exactly<Price>()(price);
    seen.push(price);
  }
  exactly<number>()(prices.dropped);
  return seen;
}

export async function byHand(iterator: StreamIterator<Price>): Promise<Price | undefined> {
  // What `await using` takes.
  const resource: AsyncDisposable = iterator;
  const { value, done } = await iterator.next();
  await resource[Symbol.asyncDispose]();
  await iterator.return();
  return done === true ? undefined : value;
}

export const iterable: AsyncIterable<Price> = prices;
export const iterator: AsyncIterable<Price> = prices[Symbol.asyncIterator]();

// @ts-expect-error -- there is no such rule
toAsyncIterable(sse$('/x'), { overflow: 'block' });
// @ts-expect-error -- dropped is counted, not set
prices.dropped = 0;
