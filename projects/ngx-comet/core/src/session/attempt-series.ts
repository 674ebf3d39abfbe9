import { asTransient } from '../schedule/as-transient';
import { Backoff } from '../schedule/backoff';
import type { PushError } from '../vocabulary/push-error';
import type { Settings } from './settings';

/** What a series needs of the settings. */
type SeriesSettings = Pick<Settings<never>, 'clock' | 'retry' | 'stableAfter' | 'transient'>;

/** The attempts since the last stable connection: how many there were, how the last one went, and when the next begins. */
export class AttemptSeries {
  /** Counts from 1. */
  count = 0;
  /** True from the event `connecting` until the connection opens or ends. */
  connecting = false;
  lastError: PushError | undefined;
  readonly #settings: SeriesSettings;
  readonly #backoff: Backoff;
  #openedAt: number | undefined;

  constructor(settings: SeriesSettings) {
    this.#settings = settings;
    this.#backoff = new Backoff(settings.clock);
  }

  get isOpen(): boolean {
    return this.#openedAt !== undefined;
  }

  /** How long the server wants reconnections to wait, in milliseconds. */
  set serverDelay(ms: number) {
    this.#backoff.serverDelay = ms;
  }

  opened(): void {
    this.#openedAt ??= this.#settings.clock.now();
    this.connecting = false;
  }

  /**
   * The connection ended. Only a stable one begins a new series. Otherwise all clients reconnect without a backoff to a
   * server that accepts them and drops them at once.
   */
  ended(): void {
    const { clock, stableAfter } = this.#settings;
    if (this.#openedAt !== undefined && clock.now() - this.#openedAt >= stableAfter) {
      this.count = 0;
      this.#backoff.reset();
    }
    this.#openedAt = undefined;
    this.connecting = false;
  }

  /** The caller ended the connection. It did not fail, so the attempt is not counted. */
  hungUp(): void {
    if (this.connecting || this.isOpen) this.count--;
    this.ended();
  }

  /** Milliseconds until the next attempt, or the error that ends the stream. */
  retry(error: PushError): number | PushError {
    const { retry, transient } = this.#settings;
    const again = transient?.(error) ?? error.transient;
    // The caller's `transient` decides. The schedule gets an error whose `transient` has the same value.
    return retry === false || !again ? error : this.#backoff.next(retry, asTransient(error), error);
  }
}
