import type { Origin } from './origin';
import type { PushTestConnection } from './push-test-connection';
import { inWords } from './push-test-request';

/** Something that a test left. */
export interface Leak {
  readonly what: string;
  readonly origin: Origin;
}

/** A connection that is not over. */
export function openConnection({ request, state, origin }: PushTestConnection & { readonly origin: Origin }): Leak {
  return { what: `a connection is ${state === 'open' ? 'open' : 'connecting'}: ${inWords(request)}`, origin };
}

/**
 * The lines about what is left. A stream that is open has a connection, timers and listeners: only the first of them is
 * named for each place where something was opened.
 */
export function leakLines(leaks: readonly Leak[]): readonly string[] {
  const named = new Set<string>();
  return leaks.flatMap(({ what, origin: { line } }) => {
    if (line === undefined) return [`${what}\n    opened at a place that is not known`];
    // Connections are named one by one.
    if (named.has(line) && !what.includes('connection')) return [];
    named.add(line);
    return [`${what}\n    opened ${line}`];
  });
}
