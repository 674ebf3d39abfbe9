import { firstValueFrom, timer, type Observable } from 'rxjs';
import { WebSocket } from 'ws';
import { createPushServer, type PushServer } from '../../../../../push-server/src/server.ts';
import { connection } from '../connection';
import { fastClock } from './fast-clock';
import { Random } from './random';
import type { PushEvent } from '../../vocabulary/push-event';
import type { PushOptions } from '../../session/push-options';
import { constant } from '../../schedule/constant';
import { httpStream$ } from '../../transports/http-stream/http-stream';
import { viaHttpStream } from '../../transports/http-stream/via-http-stream';
import { pollingStream$ } from '../../transports/polling/polling-stream';
import { viaLongPolling } from '../../transports/polling/via-long-polling';
import { sse$ } from '../../transports/sse/sse';
import { viaSse } from '../../transports/sse/via-sse';
import { viaWebSocket } from '../../transports/websocket/via-websocket';
import { websocket$ } from '../../transports/websocket/websocket';
import { ContinuityOracle, type Verdict } from './continuity-oracle';

/** A message of the server. `value` counts from 1 whatever its ids and its own numbers do. */
export interface Numbered {
  readonly id: string;
  readonly value: number;
}

type Options = PushOptions<Numbered> & { readonly observe: 'events' };

const query = { query: 'cursor' };
const id = (message: Numbered): string => message.id;
const transientClose = (): boolean => true;
const polls = { id, resume: query, framing: 'lines', interval: 100, jitter: 0 } as const;

/** The streams that go through the plans. */
const SUBJECTS: Readonly<Record<string, (feed: string, options: Options) => Observable<PushEvent<Numbered>>>> = {
  sse$: (feed, options) => sse$<Numbered>(`${feed}/sse`, options),
  httpStream$: (feed, options) =>
    httpStream$<Numbered>(`${feed}/http-stream`, { id, resume: query, onEnd: 'reconnect', ...options }),
  websocket$: (feed, options) =>
    websocket$<Numbered>(`${feed}/websocket`, { WebSocket, id, resume: query, transientClose, ...options }),
  'pollingStream$, long': (feed, options) =>
    pollingStream$<Numbered>(`${feed}/long-polling`, { mode: 'long', ...polls, ...options }),
  'pollingStream$, short': (feed, options) => pollingStream$<Numbered>(`${feed}/polling`, { ...polls, ...options }),
  'connection()': (feed, { observe: _, ...options }) =>
    connection<Numbered>(
      [
        viaWebSocket(`${feed}/websocket`, { WebSocket, id, resume: query, transientClose }),
        viaSse(`${feed}/sse`),
        viaHttpStream(`${feed}/http-stream`, { id, resume: query, onEnd: 'reconnect' }),
        ...(options.sequence === undefined ? [] : [viaLongPolling<Numbered>(`${feed}/long-polling`, polls)]),
      ],
      { ...options, probeAfter: 2_000, deliverWithin: 3_000 },
    ).events$,
};

export const SUBJECT_NAMES = Object.keys(SUBJECTS);

/** The size of a plan. Everything else follows from the seed. */
export interface ContinuityPlanSize {
  readonly seed: number;
  readonly messages: number;
  readonly faults: number;
}

/** The outcome of a plan. */
export interface ContinuityOutcome extends Verdict {
  readonly subject: string;
  readonly numbered: boolean;
  readonly sent: number;
  readonly faults: Readonly<Record<string, number>>;
}

const SPEED = 20;
const TICK = 4;
/** A plan that takes longer fails, in real milliseconds. */
const PATIENCE = 30_000;
const PATIENCE_PER_FAULT = 2_000;

/** Sends numbered messages by a server that breaks the rules of a seeded plan, and compares what arrives and is told. */
export async function runContinuityPlan(size: ContinuityPlanSize): Promise<ContinuityOutcome> {
  const random = new Random(size.seed);
  const server = createPushServer({ tickEvery: 0, buffer: random.pick([60, 2_000, 20_000]) });
  const run = new Run(server, size, random);
  try {
    return await run.run(await server.listen());
  } finally {
    run.stop();
    await server.close();
  }
}

class Run {
  readonly #server: PushServer;
  readonly #size: ContinuityPlanSize;
  readonly #random: Random;
  /** Of its own, because messages and faults take turns by chance. */
  readonly #bursts: Random;
  readonly #faults: Record<string, number> = {};
  readonly #deadline: number;
  readonly #subject: string;
  readonly #oracle: ContinuityOracle;
  #published = 0;
  #stop: () => void = () => undefined;

  constructor(server: PushServer, size: ContinuityPlanSize, random: Random) {
    this.#server = server;
    this.#size = size;
    this.#random = random;
    this.#bursts = new Random(size.seed + 1_000_000);
    this.#deadline = performance.now() + PATIENCE + size.faults * PATIENCE_PER_FAULT;
    this.#subject = SUBJECT_NAMES[size.seed % SUBJECT_NAMES.length] as string;
    // Between two polls no connection ends, so only numbers show what is missing there.
    const numbered = this.#subject.startsWith('polling') || random.next() < 0.5;
    this.#oracle = new ContinuityOracle(numbered ? 'numbers' : 'ids');
  }

  async run(url: URL): Promise<ContinuityOutcome> {
    this.#begin(new URL('/feeds/numbers', url).href);
    await this.#until(() => this.#oracle.isOpen);
    const { faults, messages } = this.#size;
    for (let count = 0; count < faults && !this.#oracle.isOver && performance.now() < this.#deadline; count++) {
      await this.#break();
      await wait(this.#random.between(0, 60));
    }
    this.#server.faults.reset();
    await this.#until(() => this.#published === messages);
    // The last messages arrive over a connection that works, whatever it missed before.
    while (this.#oracle.last !== this.#published && !this.#oracle.isOver && performance.now() < this.#deadline) {
      await this.#until(() => this.#oracle.last === this.#published, performance.now() + 300);
      if (this.#oracle.last !== this.#published) this.#publish(1);
    }
    return {
      subject: this.#subject,
      numbered: this.#oracle.shownBy === 'numbers',
      sent: this.#published,
      faults: this.#faults,
      ...this.#oracle.verdict(this.#published),
    };
  }

  stop(): void {
    this.#stop();
  }

  #begin(feed: string): void {
    const open = SUBJECTS[this.#subject];
    if (open === undefined) throw new RangeError(`there is no ${this.#subject}`);
    const subscription = open(feed, {
      observe: 'events',
      clock: fastClock(SPEED),
      retry: constant(100),
      connectTimeout: 20_000,
      logger: { warn: () => undefined },
      ...(this.#oracle.shownBy === 'numbers' ? { sequence: ({ data }) => data.value } : {}),
    }).subscribe({
      next: (event) => {
        this.#oracle.take(event);
      },
      error: (error: unknown) => {
        this.#oracle.ended(error);
      },
      complete: () => {
        this.#oracle.ended('it completed');
      },
    });
    const publishing = setInterval(() => {
      const burst = this.#bursts.next() < 0.05 ? this.#bursts.between(20, 80) : this.#bursts.between(0, 6);
      this.#publish(Math.min(burst, this.#size.messages - this.#published));
    }, TICK);
    this.#stop = () => {
      clearInterval(publishing);
      subscription.unsubscribe();
    };
  }

  #publish(count: number): void {
    for (; count > 0; count--) this.#server.hub.publish('numbers', ++this.#published);
  }

  async #break(): Promise<void> {
    const kind = this.#random.pick(KINDS);
    this.#faults[kind] = (this.#faults[kind] ?? 0) + 1;
    await FAULTS[kind](this.#server, this.#random);
  }

  async #until(condition: () => boolean, deadline = this.#deadline): Promise<void> {
    while (!condition() && !this.#oracle.isOver && performance.now() < deadline) await wait(2);
  }
}

type Break = (server: PushServer, random: Random) => unknown;

/** Publishes nothing itself: the messages go on meanwhile, so something is missed. */
const FAULTS = {
  drop: ({ faults }) => faults.drop(),
  'orderly end': ({ faults }) => faults.drop({ graceful: true }),
  outage: async ({ faults }, random) => {
    faults.refuse({ ms: random.between(5, 60) });
    faults.drop();
    await wait(60);
  },
  unavailable: async ({ faults }, random) => {
    faults.unavailable({ ms: random.between(5, 60) });
    faults.drop();
    await wait(60);
  },
  rotation: async ({ faults }, random) => {
    faults.rotate({ count: random.between(1, 40), ms: 80 });
    await wait(80);
  },
  cuts: async ({ faults }, random) => {
    faults.cut({ count: random.between(1, 40), ms: 80 });
    await wait(80);
  },
  'shared ids': async ({ faults }, random) => {
    faults.ids({ share: random.between(2, 5), ms: 60 });
    await wait(random.between(0, 60));
    faults.drop();
  },
  'one id for all': async ({ faults }, random) => {
    faults.ids({ list: ['state'], ms: 40 });
    await wait(random.between(0, 40));
    faults.drop();
  },
  'ignored cursors': async ({ faults }, random) => {
    faults.ignoreCursors({ from: random.pick(['latest', 'next', 'earliest']), ms: 80 });
    faults.drop();
    await wait(80);
  },
  'refused cursors': async ({ faults }, random) => {
    faults.status({ code: random.pick([400, 404, 410, 412, 414, 431]), to: 'resuming', ms: 60 });
    faults.drop();
    await wait(60);
  },
  replay: async ({ faults }, random) => {
    faults.replay({ count: random.between(1, 20), ms: 60 });
    faults.drop();
    await wait(60);
  },
  'replay with other payloads': async ({ faults }, random) => {
    faults.replay({ count: random.between(1, 20), payloads: 'changed', ms: 60 });
    faults.drop();
    await wait(60);
  },
  'counter anew': ({ faults, hub }) => {
    hub.renumber();
    faults.drop();
  },
  'counter anew, history lost': ({ faults, hub }) => {
    hub.renumber({ forget: true });
    faults.drop();
  },
  'history lost': ({ faults, hub }) => {
    faults.drop();
    hub.trim();
  },
  restart: (server, random) => server.restart({ ms: random.between(0, 40), forget: true }),
  'captive portal': async ({ faults }, random) => {
    faults.html({ ms: random.between(5, 60) });
    faults.drop();
    await wait(60);
  },
  'busy page': (_, random) => {
    for (const end = performance.now() + random.between(20, 250); performance.now() < end;);
  },
} satisfies Record<string, Break>;

const KINDS = Object.keys(FAULTS) as (keyof typeof FAULTS)[];

/** The pauses between faults are part of the plan. */
async function wait(ms: number): Promise<void> {
  await firstValueFrom(timer(ms));
}
