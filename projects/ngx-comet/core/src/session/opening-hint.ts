import { atUrl } from '../vocabulary/at-url';
import type { PushError } from '../vocabulary/push-error';
import { crowdHint, PATIENCE } from './crowd-hint';
import type { Pauses, PauseState } from './pauses';
import type { SessionPlan } from './plan';
import type { Settings } from './settings';

type HintSettings = Pick<Settings<never>, 'clock' | 'connectTimeout' | 'logger'>;
type HintPlan = Pick<SessionPlan<never>, 'opensWithAnswer' | 'transport'>;

/**
 * Logs once per stream why it has not opened within twice its `connectTimeout`, and after 3 s if other streams of the page
 * hold all connections to its origin. It has no timer of its own. Only for development: a production build does not
 * contain it.
 */
export class OpeningHint {
  readonly #settings: HintSettings;
  readonly #plan: HintPlan;
  readonly #pauses: Pick<Pauses, 'state'>;
  readonly #series: { readonly lastError: PushError | undefined };
  readonly #startedAt: number;
  #over: boolean;

  constructor(
    settings: HintSettings,
    plan: HintPlan,
    pauses: Pick<Pauses, 'state'>,
    series: { readonly lastError: PushError | undefined },
  ) {
    this.#settings = settings;
    this.#plan = plan;
    this.#pauses = pauses;
    this.#series = series;
    this.#startedAt = settings.clock.now();
    this.#over = settings.connectTimeout === 0;
  }

  /** Called once a second, with the URL of the latest attempt, and with the attempt while it is not open. */
  tick(everOpen: boolean, url: string | undefined, attempt: { readonly startedAt: number } | undefined): void {
    this.#hintAtCrowd(attempt, url);
    this.#over ||= everOpen;
    const { clock, connectTimeout, logger } = this.#settings;
    const ms = 2 * connectTimeout;
    if (this.#over || clock.now() - this.#startedAt < ms) return;
    this.#over = true;
    const why = this.#reason;
    if (why === undefined) return;
    logger.warn(`ngx-comet: the ${this.#plan.transport} stream has not opened within ${ms} ms: ${why}${atUrl(url)}`);
  }

  /** A stream that was open may have to wait at its reconnection too. */
  #hintAtCrowd(attempt: { readonly startedAt: number } | undefined, url: string | undefined): void {
    const { clock, logger } = this.#settings;
    if (attempt === undefined || clock.now() - attempt.startedAt < PATIENCE) return;
    const { opensWithAnswer, transport } = this.#plan;
    const why = crowdHint(attempt, opensWithAnswer === true);
    if (why === undefined) return;
    this.#over = true;
    logger.warn(`ngx-comet: the ${transport} stream has had no answer for ${PATIENCE} ms: ${why}${atUrl(url)}`);
  }

  get #reason(): string | undefined {
    const pause = pauseInWords(this.#pauses.state);
    if (pause !== undefined) return pause;
    const { lastError } = this.#series;
    // A server may hold a poll until there is news.
    if (lastError === undefined && this.#plan.opensWithAnswer === true) return undefined;
    if (lastError !== undefined && lastError.code !== 'connect-timeout')
      return `the last attempt failed with ${lastError.code}: ${lastError.message}`;
    return 'the server does not answer. Over HTTP/1.1 a request also waits while six others to its host are open';
  }
}

/** What must change, so that an attempt may start. */
function pauseInWords({ reason, paused, frozen }: PauseState): string | undefined {
  if (reason === undefined) return undefined;
  if (reason === 'prerendering') return 'the page is prerendered, and the user has not opened it';
  if (!paused && frozen) return 'the page is frozen';
  const cause = reason === 'caller' ? '' : ` (${reason})`;
  return `${paused ? 'pauseWhile is true' : 'gate is false, or has not emitted'}${cause}`;
}
