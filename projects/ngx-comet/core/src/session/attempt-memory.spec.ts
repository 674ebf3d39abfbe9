/** @jest-environment node */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { filter, firstValueFrom, share, skip } from 'rxjs';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { sse$ } from '../transports/sse/sse';
import type { PushEvent } from '../vocabulary/push-event';

const ATTEMPTS = 60;
/** The present attempt, and what the engine still holds of the latest ones. */
const FEW = 15;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How a server fails: it is not there, or its body breaks. */
const FAILURES = {
  'that failed': () => Promise.reject(new TypeError('Failed to fetch')),
  'that was lost': () => {
    const body = new ReadableStream({
      pull: () => Promise.reject(new TypeError('network error')),
    });
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  },
};

interface Options {
  readonly fetch: typeof fetch;
  readonly retry: () => number;
  readonly observe: 'events';
}

// An error keeps what its stack names in V8: the attempt that it ended. If that attempt had the error before it, all
// attempts of a subscription would be kept.
describe.each(Object.entries(FAILURES))('an attempt %s', (_, answer) => {
  it.each([
    ['sse$', (url: string, options: Options) => sse$(url, options)],
    ['httpStream$', (url: string, options: Options) => httpStream$(url, options)],
  ])('is not kept by the next ones: %s', async (_name, stream$) => {
    const signals: WeakRef<AbortSignal>[] = [];
    const request: typeof fetch = (_input, { signal } = {}) => {
      if (signal instanceof AbortSignal) signals.push(new WeakRef(signal));
      return answer();
    };
    const events$ = stream$('https://server.example/feed', {
      fetch: request,
      retry: () => 0,
      observe: 'events',
    }).pipe(share());
    const isLost = (event: PushEvent<unknown>): boolean => event.kind === 'lost';
    const subscription = events$.subscribe();
    await firstValueFrom(events$.pipe(filter(isLost), skip(ATTEMPTS)));
    collect();
    expect(signals.filter((signal) => signal.deref() !== undefined).length).toBeLessThan(FEW);
    expect(signals.length).toBeGreaterThan(ATTEMPTS);
    subscription.unsubscribe();
  });
});
