import { setTimeout as wait } from 'node:timers/promises';
import type { Faults } from './faults.ts';
import type { LiveConnection } from './live-connections.ts';

/** The response of a fault, instead of the route's. */
export interface FaultAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PAGE = '<!doctype html><title>Sign in</title><p>Please accept the terms of this network.</p>';

/** Applies the faults that affect responses. Returns `undefined` if the route should answer. */
export async function passGate(
  faults: Faults,
  connection: LiveConnection,
  cursor: string | undefined,
): Promise<FaultAnswer | undefined> {
  const delay = faults.find('delay', connection);
  if (delay) await wait(delay.by, undefined, { signal: connection.signal }).catch(() => undefined);

  const unavailable = faults.find('unavailable', connection);
  if (unavailable) {
    const { retryAfter } = unavailable;
    return problem(503, 'unavailable', retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  }
  const status = faults.find('status', connection, ({ to }) => to === 'all' || cursor !== undefined);
  if (status) return problem(status.code, 'status', status.location === undefined ? {} : { location: status.location });
  if (faults.find('html', connection)) {
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: PAGE };
  }
  return undefined;
}

function problem(status: number, fault: string, headers: Record<string, string>): FaultAnswer {
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ status, fault }),
  };
}
