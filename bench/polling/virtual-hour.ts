import { setImmediate } from 'node:timers/promises';
import { VirtualTimeScheduler } from 'rxjs';

/** Turns of the event loop without other events, until a response has surely reached the last subscriber. */
const TURNS = 12;

/**
 * A virtual clock. It jumps to the next event as soon as every request has ended or is held by the server. Requests are
 * real, and take no virtual time.
 */
export class VirtualHour {
  readonly clock = new VirtualTimeScheduler();
  /** Requests that wait for the clock at the server. */
  held = 0;
  #underWay = 0;

  /** `fetch`, tracked until the whole response has arrived. */
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
