import type { SchedulerLike, Subscription } from 'rxjs';
import type { Attempt } from '../vocabulary/attempt';
import type { Decoder } from '../decode/decoder';
import { PushError, type PushErrorCode } from '../vocabulary/push-error';
import type { FinishedAttempt, SessionPlan, Verdict } from '../session/plan';
import type { AttemptSink, RawData } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';
import { Prober } from './prober';
import { Ranking, type Failure } from './ranking';
import type { RouteMemory } from './route-memory';
import { RouteAttempt, type RouteAttemptListener } from './route-attempt';

/** How routes are chosen; times are milliseconds, 0 = never. */
export interface NegotiationRules {
  /** A byte must arrive this soon after the opening, as long as another route is left. */
  readonly deliverWithin: number;
  /** A better route is tried beside the live one this long after the live one proved good. */
  readonly probeAfter: number;
  /** Of how many messages a repeat is recognised. */
  readonly window: number;
  readonly transient: (error: PushError) => boolean;
}

/** A route that dies sooner than this after its first byte was not good: some proxies cut what they do not understand. */
const GOOD_AFTER = 1_000;
/** How long a route that is tried beside the live one, or takes its place, has to open. */
const OPEN_LIMIT = 10_000;
/** A server may hold a poll for about half a minute when there is nothing to tell. */
const POLL_LIMIT = 60_000;

/**
 * Several routes as the plan of one session: every attempt goes over the best route that may work; what fails or stays mute
 * makes way for the next, and better routes are tried again beside the live one.
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
  /** Brings the messages. */
  #live: RouteAttempt | undefined;
  /** The session's attempt under way. */
  #sink: AttemptSink | undefined;
  #attempt: Attempt | undefined;
  /** Runs while the live wire has to open, or to bring something. */
  #limit: Subscription | undefined;
  /** Runs while the route in use has to prove itself; `'good'` once it has. */
  #proof: Subscription | 'good' | undefined;
  #passedAtProbe = 0;
  #failure: Failure = 'lost';

  /** `wake` has the session begin its next attempt now, if it may. */
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
    if (plans.some(({ decode }) => decode !== undefined)) this.decode = (raw) => this.#decode(raw);
    const recalled = memory.recall();
    const remembered = plans.findIndex(({ transport }) => transport === recalled);
    this.#ranking = new Ranking(plans.length, Math.max(remembered, 0));
    this.#prober = new Prober({
      probeAfter: rules.probeAfter,
      clock,
      better: () => this.#ranking.better,
      wire: (place) => new RouteAttempt(place, this),
      dial: (wire) => {
        this.#passedAtProbe = this.passed;
        this.#dial(wire);
      },
      limit: (place) => (this.#opensWithAnswer(place) ? POLL_LIMIT : OPEN_LIMIT + rules.deliverWithin),
      takeOver: (wire) => {
        this.#takeOver(wire);
      },
    });
  }

  get transport(): TransportName {
    return this.#plan.transport;
  }

  get connectTimeout(): number | undefined {
    return this.#opensWithAnswer(this.place) ? 0 : this.#plan.connectTimeout;
  }

  /** The place of the route in use. */
  get place(): number {
    return this.#ranking.current;
  }

  /** True once every route has failed for good. */
  get hopeless(): boolean {
    return this.#ranking.hopeless;
  }

  readonly connect = (attempt: Attempt, sink: AttemptSink): (() => void) => {
    this.#attempt = attempt;
    this.#sink = sink;
    this.#failure = 'lost';
    if (this.#live !== undefined && !this.#live.closed) {
      this.#live.takeOver(sink);
    } else {
      this.#live = new RouteAttempt(this.place, this, sink);
      this.#dial(this.#live);
    }
    return () => {
      this.#sink = undefined;
      this.#limit?.unsubscribe();
      this.#live?.close();
      this.#live = undefined;
    };
  };

  readonly idOf = (data: T): string | undefined => this.#plan.idOf?.(data);

  readonly judge = (data: T): Verdict => this.#plan.judge?.(data) ?? 'deliver';

  readonly repeatAfter = (finished: FinishedAttempt): number | undefined => this.#plan.repeatAfter?.(finished);

  readonly recover = (error: PushError): number | PushError => {
    const how = this.#rules.transient(error) ? this.#failure : 'final';
    return this.#ranking.failed(how) ? 0 : error;
  };

  readonly release = (): void => {
    this.#limit?.unsubscribe();
    this.#unprove();
    this.#prober.stop();
    this.#live?.close();
    this.#live = undefined;
  };

  // ——— what the wires tell

  opened(wire: RouteAttempt): void {
    if (wire === this.#live) this.#limit?.unsubscribe();
    // An answer to a poll is a byte; a feed that is held open may be held back by a proxy.
    if (this.#rules.deliverWithin === 0 || this.#opensWithAnswer(wire.place)) wire.active();
    else if (wire === this.#live) {
      // A mute one that is kept may have nothing to say, or a proxy in its way.
      if (this.#ranking.settled) this.#prober.start();
      else this.#expectByte(wire);
    }
  }

  delivered(wire: RouteAttempt): void {
    if (this.#prober.owns(wire)) this.#prober.passes(wire, this.#opensWithAnswer(wire.place) ? 0 : GOOD_AFTER);
    if (wire !== this.#live) return;
    this.#limit?.unsubscribe();
    if (this.#proof !== undefined) return;
    // A visit may be over before the proof.
    this.#memory.keep(this.transport);
    this.#proof = this.#clock.schedule(() => {
      this.#proven();
    }, GOOD_AFTER);
  }

  full(wire: RouteAttempt): void {
    if (this.#prober.owns(wire)) this.#prober.passes(wire, 0);
  }

  lost(wire: RouteAttempt, error: PushError): void {
    if (this.#prober.owns(wire)) return this.#prober.failed();
    if (wire !== this.#live) return;
    if (this.#proof !== undefined && this.#proof !== 'good') this.#memory.forget();
    this.#sink?.lost(error);
  }

  done(wire: RouteAttempt): void {
    if (this.#prober.owns(wire)) return this.#prober.failed();
    if (wire !== this.#live) return;
    // A poll that ran out is no failure, but one that never got any answer is not worth waiting for while another route may work.
    const unanswered = this.#opensWithAnswer(wire.place) && !wire.isOpen && !this.#ranking.alone;
    if (unanswered) this.#mute('the poll got no answer');
    else this.#sink?.done();
  }

  // ——— what follows

  #decode(raw: RawData): T {
    const { decode } = this.#plan;
    if (decode === undefined) throw new RangeError(`route ${this.place} has no decoder`);
    return decode(raw);
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

  #dial(wire: RouteAttempt): void {
    const attempt = this.#attempt;
    if (attempt === undefined) return;
    const { connect, transport } = this.#planAt(wire.place);
    wire.begin(connect, attempt, transport);
  }

  #expectByte(wire: RouteAttempt): void {
    const { deliverWithin } = this.#rules;
    this.#limit = this.#clock.schedule(() => {
      wire.close();
      this.#mute(`the route opened, and brought not a byte within ${deliverWithin} ms`);
    }, deliverWithin);
  }

  #mute(message: string): void {
    this.#failure = 'mute';
    this.#sink?.lost(this.#late('silence', message));
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
    const old = this.#live;
    // Not when so much came meanwhile that its repeats were taken for news, or nothing tells what is a repeat.
    const meanwhile = this.passed - this.#passedAtProbe;
    const told = meanwhile === 0 || (this.#attempt?.cursor !== undefined && meanwhile < this.#rules.window);
    this.#limit?.unsubscribe();
    this.#unprove();
    this.#live = told ? probe : undefined;
    this.#ranking.promoted(probe.place);
    old?.close();
    if (!told) probe.close();
    // First, since what the probe kept may make the consumer leave.
    this.#proven();
    // Between two polls: what it brings must not wait until the next one would have been due.
    if (this.#sink === undefined) this.#wake();
    else if (told) probe.takeOver(this.#sink);
    else this.#redial(this.#sink);
  }

  /** The same route once more, from where the old wire stopped: the session's attempt goes on over it. */
  #redial(sink: AttemptSink): void {
    const wire = (this.#live = new RouteAttempt(this.place, this));
    wire.takeOver(sink);
    this.#limit = this.#clock.schedule(() => {
      wire.lost(this.#late('connect-timeout', `the better route did not open again within ${OPEN_LIMIT} ms`));
    }, OPEN_LIMIT);
    this.#dial(wire);
  }

  #late(code: PushErrorCode, message: string): PushError {
    return new PushError(code, message, { transient: true, transport: this.transport });
  }
}
