import type { SchedulerLike, Subscription } from 'rxjs';
import type { Attempt } from '../vocabulary/attempt';
import type { Decoder } from '../decode/decoder';
import { timeLimit } from '../platform/time-limit';
import { PushError, type PushErrorCode } from '../vocabulary/push-error';
import type { AnswerHeaders, FinishedAttempt, SessionPlan, Verdict } from '../session/plan';
import type { AttemptSink, RawData } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';
import { Prober } from './prober';
import { Ranking, type Failure } from './ranking';
import type { RouteMemory } from './route-memory';
import { RouteAttempt, type RouteAttemptListener } from './route-attempt';

/** How routes are chosen. Times are milliseconds, 0 = never. */
export interface NegotiationRules {
  /** How long an opened route may take until its first byte, while another route is left. */
  readonly deliverWithin: number;
  /** How long after the live route proved good a better one is tried beside it. */
  readonly probeAfter: number;
  /** How many of the latest messages are recognized when they are repeated. */
  readonly window: number;
  /** How long a connection must stay open so that an end in order is no failure of its route. */
  readonly stableAfter: number;
  readonly transient: (error: PushError) => boolean;
}

/**
 * A route is good if it lasts this long after its first byte. Some proxies cut connections that they do not understand.
 */
const GOOD_AFTER = 1_000;
/** How long a route may take to open while it is tried beside the live one, or takes its place. */
const OPEN_LIMIT = 10_000;
/** A server may hold a poll for about half a minute while it has no message. */
const POLL_LIMIT = 60_000;

/**
 * Several routes as the plan of one session. Every attempt goes over the best route that may work. When a route fails
 * or stays mute, the next one is tried. Better routes are tried again beside the live one.
 */
export class Negotiation<T> implements SessionPlan<T>, RouteAttemptListener {
  passed = 0;
  readonly decode: Decoder<T> | undefined;
  readonly #plans: readonly SessionPlan<T>[];
  readonly #rules: NegotiationRules;
  readonly #memory: RouteMemory;
  readonly #clock: SchedulerLike;
  readonly #wake: () => void;
  readonly #ranking: Ranking;
  readonly #prober: Prober;
  /** The attempt that delivers the messages. */
  #liveAttempt: RouteAttempt | undefined;
  /** The present attempt of the session. */
  #sink: AttemptSink | undefined;
  #attempt: Attempt | undefined;
  /** Limits the time until the live attempt opens, or until its first byte. */
  #limit: Subscription | undefined;
  /** Runs from the first byte of the route in use for `GOOD_AFTER`; `'good'` after that. */
  #proof: Subscription | 'good' | undefined;
  #passedAtProbe = 0;
  #failure: Failure | 'ended' = 'lost';

  /** `wake` makes the session begin its next attempt now, if it may. */
  constructor(
    plans: readonly SessionPlan<T>[],
    rules: NegotiationRules,
    memory: RouteMemory,
    clock: SchedulerLike,
    wake: () => void,
  ) {
    this.#plans = plans;
    this.#rules = rules;
    this.#memory = memory;
    this.#clock = clock;
    this.#wake = wake;
    if (plans.some(({ decode }) => decode !== undefined)) this.decode = this.#decoder();
    const recalled = memory.recall();
    const remembered = plans.findIndex(({ transport }) => transport === recalled);
    this.#ranking = new Ranking(plans.length, Math.max(remembered, 0));
    this.#prober = new Prober({
      probeAfter: rules.probeAfter,
      clock,
      better: () => this.#ranking.better,
      make: (place) => new RouteAttempt(place, this),
      begin: (routeAttempt) => {
        this.#passedAtProbe = this.passed;
        this.#begin(routeAttempt);
      },
      limit: (place) => (this.#opensWithAnswer(place) ? POLL_LIMIT : OPEN_LIMIT + rules.deliverWithin),
      takeOver: (routeAttempt) => {
        this.#takeOver(routeAttempt);
      },
    });
  }

  get transport(): TransportName {
    return this.#plan.transport;
  }

  get connectTimeout(): number | undefined {
    // The limit of the connection is none of a server that holds a poll until it has news.
    return this.#plan.connectTimeout ?? (this.#opensWithAnswer(this.place) ? 0 : undefined);
  }

  get opensWithAnswer(): boolean {
    return this.#opensWithAnswer(this.place);
  }

  /** The place of the route in use. */
  get place(): number {
    return this.#ranking.current;
  }

  /** True once every route failed with a final error. */
  get hopeless(): boolean {
    return this.#ranking.hopeless;
  }

  readonly connect = (attempt: Attempt, sink: AttemptSink): (() => void) => {
    this.#attempt = attempt;
    this.#sink = sink;
    this.#failure = 'lost';
    if (this.#liveAttempt !== undefined && !this.#liveAttempt.closed) {
      this.#liveAttempt.takeOver(sink);
    } else {
      this.#liveAttempt = new RouteAttempt(this.place, this, sink);
      this.#begin(this.#liveAttempt);
    }
    return () => {
      this.#sink = undefined;
      this.#limit?.unsubscribe();
      this.#liveAttempt?.close();
      this.#liveAttempt = undefined;
    };
  };

  readonly idOf = (data: T, answer: AnswerHeaders): string | undefined => this.#plan.idOf?.(data, answer);

  readonly judge = (data: T): Verdict => this.#plan.judge?.(data) ?? 'deliver';

  readonly repeatAfter = (finished: FinishedAttempt): number | undefined => this.#plan.repeatAfter?.(finished);

  readonly recover = (error: PushError): number | PushError => {
    const how = this.#rules.transient(error) ? this.#failure : 'final';
    return how !== 'ended' && this.#ranking.failed(how) ? 0 : error;
  };

  readonly release = (wait?: number): void => {
    for (const plan of this.#plans) plan.release?.(wait);
    this.#limit?.unsubscribe();
    this.#unprove();
    this.#prober.stop();
    this.#liveAttempt?.close();
    this.#liveAttempt = undefined;
  };

  readonly forget = (): void => {
    for (const plan of this.#plans) plan.forget?.();
  };

  // ——— what the route attempts report

  opened(routeAttempt: RouteAttempt): void {
    routeAttempt.openedAt = this.#clock.now();
    if (routeAttempt === this.#liveAttempt) this.#limit?.unsubscribe();
    // The response to a poll is a byte. A stream may open while a proxy holds its bytes back.
    if (this.#rules.deliverWithin === 0 || this.#opensWithAnswer(routeAttempt.place)) routeAttempt.active();
    else if (routeAttempt === this.#liveAttempt) {
      // A mute route that is kept may have no message yet, or a proxy holds its bytes back. So better ones are tried.
      if (this.#ranking.settled) this.#prober.start();
      else this.#expectByte(routeAttempt);
    }
  }

  delivered(routeAttempt: RouteAttempt): void {
    if (this.#prober.owns(routeAttempt))
      this.#prober.passes(routeAttempt, this.#opensWithAnswer(routeAttempt.place) ? 0 : GOOD_AFTER);
    if (routeAttempt !== this.#liveAttempt) return;
    this.#limit?.unsubscribe();
    if (this.#proof !== undefined) return;
    // Remembered now, because the visit may end before the proof.
    this.#memory.keep(this.transport);
    this.#proof = this.#clock.schedule(() => {
      this.#proven();
    }, GOOD_AFTER);
  }

  full(routeAttempt: RouteAttempt): void {
    if (this.#prober.owns(routeAttempt)) this.#prober.passes(routeAttempt, 0);
  }

  lost(routeAttempt: RouteAttempt, error: PushError): void {
    if (this.#prober.owns(routeAttempt)) {
      this.#planAt(routeAttempt.place).release?.();
      return this.#prober.failed();
    }
    if (routeAttempt !== this.#liveAttempt) return;
    if (this.#endedInOrder(routeAttempt, error)) {
      this.#failure = 'ended';
      this.#prober.spare();
    } else if (this.#proof !== undefined && this.#proof !== 'good') this.#memory.forget();
    this.#sink?.lost(error);
  }

  done(routeAttempt: RouteAttempt): void {
    if (this.#prober.owns(routeAttempt)) return this.#prober.failed();
    if (routeAttempt !== this.#liveAttempt) return;
    // A poll that reached its time limit did not fail. But without any response another route is tried, if there is
    // one.
    const unanswered = this.#opensWithAnswer(routeAttempt.place) && !routeAttempt.isOpen && !this.#ranking.alone;
    if (unanswered) this.#mute('the poll got no answer');
    else this.#sink?.done();
  }

  // ——— what follows from the reports

  /** Decodes with the decoder of the route in use. */
  #decoder(): Decoder<T> {
    const current = (): Decoder<T> => {
      const { decode } = this.#plan;
      if (decode === undefined) throw new RangeError(`route ${this.place} has no decoder`);
      return decode;
    };
    return Object.defineProperty((raw: RawData) => current()(raw), 'skipsEmpty', { get: () => current().skipsEmpty });
  }

  get #plan(): SessionPlan<T> {
    return this.#planAt(this.place);
  }

  #planAt(place: number): SessionPlan<T> {
    const plan = this.#plans[place];
    if (plan === undefined) throw new RangeError(`there is no route ${place}`);
    return plan;
  }

  #opensWithAnswer(place: number): boolean {
    return this.#planAt(place).opensWithAnswer === true;
  }

  #begin(routeAttempt: RouteAttempt): void {
    const attempt = this.#attempt;
    if (attempt === undefined) return;
    const { connect, transport } = this.#planAt(routeAttempt.place);
    // What a lost attempt over another route left behind is of no use any more.
    this.#plans.forEach((plan, place) => {
      if (place !== routeAttempt.place) plan.release?.();
    });
    routeAttempt.begin(connect, attempt, transport);
  }

  #expectByte(routeAttempt: RouteAttempt): void {
    const { deliverWithin } = this.#rules;
    this.#limit = timeLimit(this.#clock, deliverWithin, () => {
      routeAttempt.close();
      this.#mute(`the route opened, but no byte arrived within ${deliverWithin} ms`);
    });
  }

  /** Servers rotate their streams: what was stable and was then closed by the server did not fail. */
  #endedInOrder({ openedAt = Infinity }: RouteAttempt, error: PushError): boolean {
    const stable = this.#clock.now() - openedAt >= this.#rules.stableAfter;
    return stable && error.code === 'closed' && this.#rules.transient(error);
  }

  #mute(message: string): void {
    this.#failure = 'mute';
    this.#sink?.lost(this.#transientError('silence', message));
  }

  #proven(): void {
    this.#proof = 'good';
    this.#ranking.succeeded();
    this.#memory.keep(this.transport);
    this.#prober.start();
  }

  #unprove(): void {
    if (this.#proof !== 'good') this.#proof?.unsubscribe();
    this.#proof = undefined;
  }

  #takeOver(probe: RouteAttempt): void {
    const old = this.#liveAttempt;
    // False if repeats are not recognized: too many messages arrived meanwhile, or they have no ids.
    const meanwhile = this.passed - this.#passedAtProbe;
    const continues = meanwhile === 0 || (this.#attempt?.cursor !== undefined && meanwhile < this.#rules.window);
    this.#limit?.unsubscribe();
    this.#unprove();
    this.#liveAttempt = continues ? probe : undefined;
    this.#ranking.promoted(probe.place);
    old?.close();
    if (!continues) probe.close();
    // Called first, because a message that the probe kept may make the subscriber unsubscribe.
    this.#proven();
    // Between two polls: the messages of the probe must not wait until the next poll is due.
    if (this.#sink === undefined) this.#wake();
    else if (continues) probe.takeOver(this.#sink);
    else this.#reconnect(this.#sink);
  }

  /** Opens the same route again, from the cursor of the old one. The attempt of the session continues over it. */
  #reconnect(sink: AttemptSink): void {
    const routeAttempt = (this.#liveAttempt = new RouteAttempt(this.place, this));
    routeAttempt.takeOver(sink);
    this.#limit = timeLimit(this.#clock, OPEN_LIMIT, () => {
      routeAttempt.lost(
        this.#transientError('connect-timeout', `the better route did not open again within ${OPEN_LIMIT} ms`),
      );
    });
    this.#begin(routeAttempt);
  }

  #transientError(code: PushErrorCode, message: string): PushError {
    return new PushError(code, message, { transient: true, transport: this.transport });
  }
}
