import { setTimeout as wait } from 'node:timers/promises';
import type { Cluster } from './cluster/cluster.ts';
import { add, noneOf, type Count } from './load/ledger.ts';
import { LoadProcess } from './load/process.ts';
import type { Found, Latencies, State } from './load/protocol.ts';
import { type Plan, subscribersOf } from './plan.ts';

/** What a range of messages has become, for the subscribers of ngx-comet and for the lean ones. */
export interface Verdict {
  readonly comet: Found;
  readonly lean: Found;
}

/** All subscribers: two processes of lean ones, and one of ngx-comet. */
export class Load {
  readonly #comet: LoadProcess;
  readonly #lean: readonly LoadProcess[];
  readonly #plan: Plan;

  constructor({ certificate }: Cluster, plan: Plan) {
    this.#plan = plan;
    this.#lean = plan.lean.map(() => new LoadProcess('lean-load.ts', certificate));
    this.#comet = new LoadProcess('comet-load.ts', certificate);
  }

  async begin(origin: string, feed: string): Promise<void> {
    const { idleTimeout, longestRetry, rate } = this.#plan;
    await this.#each((load) => load.ask('begin', { origin, feed, idleTimeout, longestRetry, rate }));
  }

  /** Calls `connected` with the names of the groups that are connected, and their size. */
  async connect(connected: (name: string, count: number) => void): Promise<void> {
    const { lean, comet, order } = this.#plan;
    const groups = [...lean, comet];
    if (order === 'all at once') {
      await Promise.all(this.#all.map((load, index) => load.ask('connect', groups[index] ?? [])));
      connected('all kinds', subscribersOf(this.#plan));
      return;
    }
    for (const [index, load] of this.#all.entries()) {
      for (const group of groups[index] ?? []) {
        await load.ask('connect', [group]);
        connected(group.kind, group.count);
      }
    }
  }

  async states(target: number): Promise<{ readonly comet: State; readonly lean: readonly State[] }> {
    const [comet, ...lean] = await Promise.all([this.#comet, ...this.#lean].map((load) => load.ask('state', target)));
    if (comet === undefined) throw new Error('no answer');
    return { comet, lean };
  }

  /** Why connections were lost and attempts failed since the last measurement. */
  async losses(): Promise<string> {
    const { comet, lean } = await this.states(0);
    const sums: Record<string, number> = {};
    for (const { losses } of [comet, ...lean]) {
      for (const [why, count] of Object.entries(losses)) sums[why] = (sums[why] ?? 0) + count;
    }
    const listed = Object.entries(sums).map(([why, count]) => `${count} × ${why}`);
    return listed.length === 0 ? 'none' : listed.join(', ');
  }

  /** How many have not received the message. */
  async behind(target: number): Promise<number> {
    const { comet, lean } = await this.states(target);
    return [comet, ...lean].reduce((sum, { behind }) => sum + behind, 0);
  }

  /** Resolves when all have received the message, or the time is over: then with how many have not. */
  async caughtUp(target: number): Promise<number> {
    const deadline = performance.now() + this.#plan.patience;
    for (;;) {
      const behind = await this.behind(target);
      if (behind === 0 || performance.now() > deadline) return behind;
      await wait(100);
    }
  }

  /** What was measured since the last call, of all. */
  async latencies(): Promise<Latencies> {
    const all = await this.#each((load) => load.ask('latencies'));
    return {
      same: all.flatMap(({ same }) => same),
      other: all.flatMap(({ other }) => other),
      outages: all.flatMap(({ outages }) => outages),
    };
  }

  async check(from: number, to: number): Promise<Verdict> {
    const [comet, ...lean] = await Promise.all([this.#comet, ...this.#lean].map((load) => load.ask('check', from, to)));
    if (comet === undefined) throw new Error('no answer');
    return { comet, lean: lean.reduce(join) };
  }

  stop(): void {
    for (const load of this.#all) load.stop();
  }

  get #all(): readonly LoadProcess[] {
    return [...this.#lean, this.#comet];
  }

  #each<T>(ask: (load: LoadProcess) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#all.map(ask));
  }
}

export const totalOf = ({ kinds }: Found): Count => Object.values(kinds).reduce(add, noneOf());

function join(one: Found, two: Found): Found {
  const kinds = { ...one.kinds };
  for (const [kind, count] of Object.entries(two.kinds) as [keyof typeof kinds, Count][]) {
    kinds[kind] = add(kinds[kind] ?? noneOf(), count);
  }
  return {
    kinds,
    planted: add(one.planted, two.planted),
    dropped: one.dropped + two.dropped,
    repeated: one.repeated + two.repeated,
    late: one.late + two.late,
  };
}
