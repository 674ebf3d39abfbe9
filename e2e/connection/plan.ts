// The order and the way in which a connection must change its route. A seed makes a failed plan repeatable.
import { seeded } from '../../tools/browser/random.ts';

/** The routes of the page, best first, by the transports of their messages. */
export const ROUTES = ['websocket', 'sse', 'http-stream', 'polling', 'jsonp'] as const;
export type RouteName = (typeof ROUTES)[number];

/** How a route breaks. */
export type Break = 'refused' | 'unavailable' | 'bad gateway' | 'ended' | 'restarted' | 'silent' | 'buffered';

export interface Step {
  readonly from: RouteName;
  readonly to: RouteName;
  /** How the route in use breaks; `'nothing'` if the connection leaves it for a better one. */
  readonly breaks: Break | 'nothing';
  /** The least number of messages over the new route. */
  readonly carries: number;
}

const OFTEN = ['refused', 'unavailable', 'bad gateway', 'ended', 'restarted'] as const;
// A silent route is abandoned only after some time, so silence is rare.
const BREAKS: Readonly<Record<RouteName, readonly Break[]>> = {
  websocket: [...OFTEN, ...OFTEN, 'silent'],
  sse: [...OFTEN, 'buffered', 'silent'],
  'http-stream': [...OFTEN, 'buffered', 'silent'],
  polling: [...OFTEN, ...OFTEN, 'silent'],
  jsonp: OFTEN,
};

/** Starts at the best route, visits every route `rounds` times, and ends at JSONP, which could leave most behind. */
export function planOf(seed: number, rounds: number): readonly Step[] {
  const random = seeded(seed);
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const shuffled = (): readonly RouteName[] => {
    const left = [...ROUTES];
    return ROUTES.flatMap(() => left.splice(between(0, left.length - 1), 1));
  };

  let from: RouteName = 'websocket';
  const steps: Step[] = [];
  for (const to of [...Array.from({ length: rounds }, shuffled).flat(), 'jsonp' as const]) {
    if (to === from) continue;
    const climbs = ROUTES.indexOf(to) < ROUTES.indexOf(from) && between(1, 4) === 1;
    const breaks = climbs ? 'nothing' : (BREAKS[from][between(0, BREAKS[from].length - 1)] ?? 'refused');
    steps.push({ from, to, breaks, carries: between(5, 40) });
    from = to;
  }
  return steps;
}
