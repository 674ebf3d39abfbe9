import type { Continuity } from '../vocabulary/push-event';
import type { Opening } from '../vocabulary/transport';
import { continuityOf } from './opening';
import type { SessionPlan } from './plan';
import type { ResumeOptions } from './push-options';
import type { CompareBy } from './replay';

/** What an opening means. */
export interface Judgement {
  /** How the first messages are compared with the messages before. */
  readonly by: CompareBy;
  /** What is emitted; `undefined` = nothing. */
  readonly continuity: Continuity | undefined;
}

/** Knows how each connection of a session continues the one before it. */
export class Continuities {
  /** A connection of this session was open before. */
  everOpen: boolean;
  /** The server refused the cursor, and no connection has opened without it yet. */
  cursorRefused = false;
  readonly #resume: ResumeOptions;
  readonly #plan: Pick<SessionPlan<never>, 'place'>;
  /** The place of the route that was open last. */
  #place: number | undefined;
  /** Several routes were open, which may format the same message in different ways. */
  #routesDiffer = false;
  /** What was emitted last. */
  #current: Continuity | undefined;

  constructor(resume: false | ResumeOptions | undefined, plan: Pick<SessionPlan<never>, 'place'>, everOpen = false) {
    this.everOpen = everOpen;
    this.#resume = resume === false ? {} : (resume ?? {});
    this.#plan = plan;
  }

  /** A connection opened after there was none. Throws what `resume.confirm` throws. */
  opened(opening: Opening): Judgement {
    return this.#connected(opening, 'payload');
  }

  /** The next poll of a series was answered. Only the server itself can say that something is missing there. */
  answered(opening: Opening): Judgement {
    // Another route took over between two polls.
    if (this.#plan.place !== this.#place) return this.#connected(opening, 'id');
    const continuity = continuityOf(opening, this.#resume) === 'gap' ? 'gap' : undefined;
    return { by: 'poll', continuity };
  }

  /** Another connection took the place of the open one. */
  reopened(opening: Opening): Judgement {
    return this.#connected(opening, opening.afterLoss === true ? 'payload' : 'id');
  }

  /**
   * Whether this must be emitted. What was not known at the opening is emitted later. What was known is not emitted
   * again.
   */
  isNews(continuity: Continuity): boolean {
    return continuity !== 'resumed' || this.#current === 'unknown';
  }

  emitted(continuity: Continuity): void {
    this.#current = continuity;
  }

  #connected(opening: Opening, by: CompareBy): Judgement {
    const said = continuityOf(opening, this.#resume);
    const started = this.everOpen || opening.cursor !== undefined;
    const continuity = this.cursorRefused ? 'gap' : (said ?? (started ? 'unknown' : 'first'));
    this.cursorRefused = false;
    this.everOpen = true;
    const { place } = this.#plan;
    this.#routesDiffer ||= this.#place !== undefined && this.#place !== place;
    this.#place = place;
    return { by: by === 'payload' && this.#routesDiffer ? 'other-route' : by, continuity };
  }
}
