import { Cell, type World } from './cell.ts';
import { judge, recovery } from './judge.ts';
import type { CellPlan } from './matrix.ts';
import { promised } from './promises.ts';
import type { Seen, Story } from './story.ts';

export interface CellResult {
  readonly plan: CellPlan;
  readonly problems: readonly string[];
  /** Problems that are the platform's. */
  readonly explained: readonly string[];
  /** Milliseconds; `undefined` if the stream ends as promised. */
  readonly recovery: number | undefined;
  readonly codes: readonly string[];
  readonly messages: number;
}

export interface RunOptions {
  readonly atOnce: number;
  /** See `DeadSockets.kept`. */
  readonly keepsDeadWebSockets: boolean;
}

/** Runs the cells, some at a time. */
export async function runCells(plans: readonly CellPlan[], world: World, options: RunOptions): Promise<CellResult[]> {
  const results: CellResult[] = [];
  const waiting = [...plans];
  const work = async (): Promise<void> => {
    for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift())
      results.push(resultOf(plan, await new Cell(plan, world).run(), world, options));
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
  return results.sort((one, other) => plans.indexOf(one.plan) - plans.indexOf(other.plan));
}

function resultOf(plan: CellPlan, story: Story, { limits }: World, options: RunOptions): CellResult {
  const promise = promised(plan, limits);
  // A WebSocket that was closed in a black hole: one connection, and the follower behind it.
  const { connections, followers } = story.left;
  const speaks = plan.transport === 'websocket' || plan.transport === 'connection';
  const kept =
    options.keepsDeadWebSockets && speaks && plan.fault.effect === 'mute' && connections === 1 && followers <= 1;
  const left = kept ? { connections: 0, followers: 0 } : story.left;
  return {
    plan,
    problems: judge({ ...story, left }, promise),
    explained: kept
      ? [
          "this platform's WebSocket waits long for the close frame of a silent peer, as the control without the library",
        ]
      : [],
    recovery: promise.ends === undefined ? recovery(story) : undefined,
    codes: [...new Set(story.seen.flatMap(codeOf))],
    messages: story.seen.filter(({ kind }) => kind === 'message').length,
  };
}

function codeOf(seen: Seen): string[] {
  return seen.kind === 'lost' || seen.kind === 'error' ? [seen.code] : [];
}
