import { setImmediate } from 'node:timers/promises';
import { VirtualTimeScheduler } from 'rxjs';

/** How many turns of the event loop an answer gets to reach the last subscriber, in which nothing else happens. */
const TURNS = 12;

/**
 * Time that jumps from one event to the next as soon as everybody is waiting for it: every request is over, or held by the server.
 * Requests are real, and take no time.
 */
export class VirtualHour {
  readonly clock = new VirtualTimeScheduler();
  /** Requests that wait for the clock at the server. */
  held = 0;
  #underWay = 0;

  /** `fetch`, watched until its whole answer is there. */
  readonly fetch: typeof globalThis.fetch;

  constructor(fetch: typeof globalThis.fetch) {
    this.fetch = async (...request) => {
      this.#underWay++;
      try {
        const response = await fetch(...request);
        const body = await response.arrayBuffer();
        const { status, statusText, headers } = response;
        return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
      } finally {
        this.#underWay--;
      }
    };
  }

  async run(until: number): Promise<void> {
    for (;;) {
      await this.#everybodyWaits();
      const [next] = this.clock.actions;
      if (next === undefined || next.delay > until) return;
      this.clock.maxFrames = next.delay;
      this.clock.flush();
    }
  }

  async #everybodyWaits(): Promise<void> {
    for (let quiet = 0; quiet < TURNS; quiet = this.#underWay === this.held ? quiet + 1 : 0) await setImmediate();
  }
}
