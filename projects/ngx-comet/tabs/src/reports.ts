import { monotonicClock } from 'ngx-comet/core';
import { toTabEvent, type StateEvent, type TabEvent, type TabState } from './tab-state';

/** The live route of the leader. */
export interface LiveRoute {
  readonly place: number;
  readonly sends: boolean;
}

/** What the leader reports of its connection to the other tabs. */
export class Reports {
  readonly #live: () => LiveRoute;
  readonly #forgotAt: () => number;
  #gaps: number;
  #epoch = 0;
  #place = 0;
  /** The events that led to what is now: the last `connecting`, and the last one. */
  #events: readonly TabEvent[] = [];
  #since = 0;

  /** `forgotAt` returns when the user signed out, `gaps` is how many gaps the tabs know already. */
  constructor(live: () => LiveRoute, forgotAt: () => number, gaps: number) {
    this.#live = live;
    this.#forgotAt = forgotAt;
    this.#gaps = gaps;
  }

  get gaps(): number {
    return this.#gaps;
  }

  /** Returns what is reported of an event. */
  changed(event: StateEvent): TabState {
    const { place } = this.#live();
    // Another route took over from the live one.
    const moved = event.kind === 'open' && place !== this.#place;
    if (event.kind !== 'comment' && (event.kind !== 'open' || moved)) this.#epoch++;
    this.#place = place;
    if (event.kind === 'open' && event.continuity === 'gap') this.#gaps++;
    const sent = toTabEvent(event);
    if (sent.kind !== 'comment') {
      this.#since = monotonicClock.now();
      this.#events =
        sent.kind === 'connecting' ? [sent] : [...this.#events.filter(({ kind }) => kind === 'connecting'), sent];
    }
    return this.#with([sent]);
  }

  /** The connection pauses because the page is hidden. */
  get isHidden(): boolean {
    const last = this.#events.at(-1);
    return last?.kind === 'paused' && last.reason === 'hidden';
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** What a tab needs to know that comes now. */
  get now(): TabState {
    const passed = monotonicClock.now() - this.#since;
    return this.#with(
      this.#events.map((event) =>
        event.kind === 'lost' ? { ...event, retryIn: Math.max(0, event.retryIn - passed) } : event,
      ),
    );
  }

  #with(events: readonly TabEvent[]): TabState {
    const { place, sends } = this.#live();
    return { events, epoch: this.#epoch, gaps: this.#gaps, forgotAt: this.#forgotAt(), place, sends };
  }
}
