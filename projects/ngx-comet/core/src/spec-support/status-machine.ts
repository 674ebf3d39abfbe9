import type { ConnectionStatus } from '../vocabulary/connection-status';

type Phase = ConnectionStatus['phase'];

/** From each phase, the phases that may follow. */
const FOLLOWS: Readonly<Record<Phase, readonly Phase[]>> = {
  idle: ['connecting', 'paused', 'closed'],
  // Itself after a poll that got no answer.
  connecting: ['connecting', 'open', 'waiting', 'paused', 'idle', 'closed'],
  open: ['open', 'waiting', 'paused', 'idle', 'closed'],
  waiting: ['connecting', 'paused', 'idle', 'closed'],
  paused: ['paused', 'connecting', 'idle', 'closed'],
  closed: ['connecting', 'paused', 'closed'],
};

/** Fails unless these statuses, from the first on, are what the state machine of a connection allows. */
export function expectLawful(statuses: readonly ConnectionStatus[]): void {
  const phases = statuses.map(({ phase }) => phase);
  const unlawful = phases.flatMap((phase, index) => {
    const before = phases[index - 1];
    return before === undefined || FOLLOWS[before].includes(phase) ? [] : [`${before} → ${phase}`];
  });
  expect(unlawful).toEqual([]);
}
