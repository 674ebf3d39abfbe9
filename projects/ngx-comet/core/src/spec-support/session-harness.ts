import type { Subscription } from 'rxjs';
import type { Attempt } from '../vocabulary/attempt';
import { text } from '../decode/text';
import { PushError } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import type { Observe, PushOptions } from '../session/push-options';
import { constant } from '../schedule/constant';
import type { AttemptSink, Transport } from '../vocabulary/transport';
import { openRoute } from '../route/open-route';
import type { Route } from '../route/route';
import type { SessionPlan } from '../session/plan';
import { inVirtualTime } from './virtual-time';

export interface Call {
  readonly attempt: Attempt;
  readonly sink: AttemptSink;
  hungUp: boolean;
  /** Puts the cursor into the request and returns it. */
  sendCursor(): string | undefined;
}

export interface Harness {
  readonly calls: Call[];
  readonly seen: unknown[];
  readonly subscription: Subscription;
  last(): Call;
}

export const broken = new PushError('network', 'broken', { transient: true });
export const fatal = new PushError('http', '403', { transient: false, status: 403 });

/**
 * A session over a transport that the spec plays. `react` is called with every emission, while the subscriber gets it.
 */
export function run(
  options: PushOptions<string> & { observe?: Observe } = {},
  plan: Partial<SessionPlan<string>> = {},
  react: (event: PushEvent<string>) => void = () => undefined,
): Harness {
  const calls: Call[] = [];
  const seen: unknown[] = [];
  const connect: Transport = (attempt, sink) => {
    const call: Call = {
      attempt,
      sink,
      hungUp: false,
      sendCursor: () => {
        const { cursor } = attempt;
        if (cursor !== undefined) sink.sentCursor(cursor);
        return cursor;
      },
    };
    calls.push(call);
    return () => {
      call.hungUp = true;
    };
  };
  const route: Route<string> = {
    transport: 'sse',
    plan: () => ({ transport: 'sse', connect, ...plan }),
  };
  const stream = openRoute(route, { decode: text(), retry: constant(1_000), observe: 'events', ...options });
  const subscription = stream.subscribe({
    next: (value) => {
      seen.push(value);
      react(value as PushEvent<string>);
    },
    error: (error: unknown) => seen.push({ kind: 'error', error }),
    complete: () => seen.push({ kind: 'complete' }),
  });
  return {
    calls,
    seen,
    subscription,
    last: () => {
      const call = calls.at(-1);
      if (call === undefined) throw new Error('nothing connected');
      return call;
    },
  };
}

export function kinds(seen: readonly unknown[]): string[] {
  return seen.map((event) => (event as PushEvent<string>).kind);
}

/** Gives the tests of a `describe` block virtual time. Returns `run`, whose subscription ends with the test. */
export function runInVirtualTime(): typeof run {
  let harness: Harness | undefined;

  inVirtualTime(() => {
    harness?.subscription.unsubscribe();
    harness = undefined;
  });

  return (...args) => (harness = run(...args));
}
