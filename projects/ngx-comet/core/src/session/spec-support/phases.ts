/** The phases of the table in docs/guides/states.md, in its order. Some statuses have several of them. */
export const PHASES = [
  'idle',
  'connecting',
  'connecting, resting',
  'open',
  'open, polling',
  'open, resting',
  'waiting',
  'paused',
  'closed',
] as const;

export type Phase = (typeof PHASES)[number];

export function isPhase(text: string): text is Phase {
  return (PHASES as readonly string[]).includes(text);
}

/** Those with one connection. The others have none. */
const CONNECTED: readonly string[] = ['connecting', 'open', 'open, polling'];

/** What is observed: the status, the number of connections, and whether the last one of them opened. */
export function phaseOf(status: string, live: number, opened: boolean, polls: boolean): string {
  const rests = live === 0 && (status === 'open' || status === 'connecting');
  const polling = live === 1 && status === 'open' && polls && !opened;
  const phase = `${status}${rests ? ', resting' : ''}${polling ? ', polling' : ''}`;
  return live === (CONNECTED.includes(phase) ? 1 : 0) ? phase : `${phase} with ${live} connections`;
}
