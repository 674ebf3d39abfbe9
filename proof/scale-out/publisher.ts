import { setTimeout as wait } from 'node:timers/promises';
import { type NodeName, NODES, type Ports } from './cluster/config.ts';
import { microseconds, type Numbered } from './load/population.ts';

/** Publishes numbered messages, one after the other, on the nodes in turn. */
export class Publisher {
  readonly #url: (node: NodeName) => string;
  #running: Promise<void> | undefined;
  #stopping = false;
  /** The number of the last message that a node has accepted. */
  sent = 0;
  /** Attempts that failed. The message is then published with the same number on the other node. */
  failed = 0;

  constructor(ports: Ports, feed: string) {
    this.#url = (node) => `http://127.0.0.1:${ports.nodes[node]}/publish/${feed}`;
  }

  start(period: number): void {
    this.#running = this.#run(period);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  /** Resolves when this message has been accepted. */
  async reaches(number: number): Promise<void> {
    while (this.sent < number) await wait(10);
  }

  /** Makes the cluster forget what it has kept of the feed. */
  async forget(): Promise<void> {
    const { status } = await fetch(this.#url('b'), { method: 'DELETE' });
    if (status !== 200) throw new Error(`deleting the channel was answered with ${status}`);
  }

  async #run(period: number): Promise<void> {
    let due = performance.now();
    while (!this.#stopping) {
      await this.#publish(this.sent + 1);
      this.sent++;
      due = Math.max(due + period, performance.now() - period);
      await wait(Math.max(0, due - performance.now()));
    }
  }

  async #publish(n: number): Promise<void> {
    for (let attempt = n; !this.#stopping; attempt++) {
      const via = NODES[attempt % NODES.length] ?? 'a';
      try {
        const { ok } = await fetch(this.#url(via), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ n, at: microseconds(), via } satisfies Numbered),
          signal: AbortSignal.timeout(2_000),
        });
        if (ok) return;
      } catch {
        // Refused, or cut off: the other node is next.
      }
      this.failed++;
      await wait(50);
    }
  }
}
