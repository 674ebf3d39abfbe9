// What happens to the tabs of a chat, one thing after the other. A seed makes a failed plan repeatable.
import { seeded } from '../../tools/browser/random.ts';

export type Action = 'open' | 'close' | 'reload' | 'kill' | 'freeze' | 'thaw' | 'say';

export interface Step {
  readonly action: Action;
  /** Whether it happens to the tab that leads. */
  readonly leads: boolean;
  /** Which of the other tabs it is, from 0 up to, not including, 1. */
  readonly which: number;
  /** How many messages arrive before the next step: few, so that some steps come while the lead is changing. */
  readonly pause: number;
}

/** The least and the most tabs that are awake. */
export const LEAST = 2;
export const MOST = 6;

const ACTIONS: readonly Action[] = ['open', 'close', 'reload', 'reload', 'kill', 'kill', 'say'];
const OF_CHROMIUM: readonly Action[] = [...ACTIONS, 'freeze', 'freeze', 'thaw'];

export interface Plan {
  /** How many tabs there are at first. */
  readonly tabs: number;
  readonly steps: readonly Step[];
}

/** The same seed with fewer steps gives the same first steps. */
export function planOf(seed: number, steps: number, freezes: boolean): Plan {
  const random = seeded(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const actions = freezes ? OF_CHROMIUM : ACTIONS;
  const step = (): Step => ({
    action: actions[below(actions.length)] ?? 'say',
    leads: random() < 0.6,
    which: random(),
    pause: random() < 0.3 ? 0 : below(25),
  });
  return { tabs: 4 + below(3), steps: Array.from({ length: steps }, step) };
}
