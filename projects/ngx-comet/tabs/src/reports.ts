import { monotonicClock, type RelayedConnection } from 'ngx-comet/core';
import type { SignOuts } from './sign-outs';
import { toTabEvent, type StateEvent, type TabEvent, type TabState } from './tab-state';

/** What the reports are about. */
export interface Reported {
  readonly connection: Pick<RelayedConnection<unknown, never>, 'live'>;
  readonly signOuts: Pick<SignOuts, 'last'>;
}

/** What the leader reports of its connection to the other tabs. */
export class Reports {
  readonly #reported: Reported;
  #gaps: number;
  #epoch = 0;
  #place = 0;
  /** The events that led to what is now: the last `connecting`, and the last one. */
  #events: readonly TabEvent[] = [];
  #since = 0;

  /** `gaps` is how many gaps the tabs know already. */
  constructor(reported: Reported, gaps: number) {
    this.#reported = reported;
    this.#gaps = gaps;
  }

  get gaps(): number {
    return this.#gaps;
  }

  /** Returns what is reported of an event. */
  changed(event: StateEvent): TabState {
    const { place } = this.#reported.connection.live();
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
    const { place, sends } = this.#reported.connection.live();
    return { events, epoch: this.#epoch, gaps: this.#gaps, forgotAt: this.#reported.signOuts.last, place, sends };
  }
}
