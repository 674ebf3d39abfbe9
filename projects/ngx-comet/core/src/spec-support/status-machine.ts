import type { ConnectionStatus } from '../vocabulary/connection-status';

type Phase = ConnectionStatus['phase'];

/** For each phase, the phases that may follow it. */
const FOLLOWS: Readonly<Record<Phase, readonly Phase[]>> = {
  idle: ['connecting', 'paused', 'closed'],
  // `connecting` may follow itself after a poll without a response.
  connecting: ['connecting', 'open', 'waiting', 'paused', 'idle', 'closed'],
  open: ['open', 'waiting', 'paused', 'idle', 'closed'],
  waiting: ['connecting', 'paused', 'idle', 'closed'],
  paused: ['paused', 'connecting', 'idle', 'closed'],
  closed: ['connecting', 'paused', 'closed'],
};

/**
 * Fails unless every status may follow the one before it. Only a call of `reconnect()` makes an open connection connect:
 * `reconnections` says how many there were.
 */
export function expectLawful(statuses: readonly ConnectionStatus[], reconnections = 0): void {
  let allowed = reconnections;
  const phases = statuses.map(({ phase }) => phase);
  const forbidden = phases.flatMap((phase, index) => {
    const before = phases[index - 1];
    if (before === 'open' && phase === 'connecting' && allowed-- > 0) return [];
    return before === undefined || FOLLOWS[before].includes(phase) ? [] : [`${before} → ${phase}`];
  });
  expect(forbidden).toEqual([]);
}
