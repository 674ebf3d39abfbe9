import { firstValueFrom, timer } from 'rxjs';
import { WebSocket } from 'ws';
import { createPushServer, type PushServer } from '../../../../../push-server/src/server.ts';
import type { ConnectionOptions } from '../connection-options';
import type { PushEvent } from '../../vocabulary/push-event';
import type { ConnectionStatus } from '../../vocabulary/connection-status';
import { constant } from '../../schedule/constant';
import type { TransportName } from '../../vocabulary/transport-name';
import { viaHttpStream } from '../../transports/http-stream/via-http-stream';
import { viaLongPolling } from '../../transports/polling/via-long-polling';
import { viaSse } from '../../transports/sse/via-sse';
import { viaWebSocket } from '../../transports/websocket/via-websocket';
import { connection } from '../connection';
import { fastClock } from './fast-clock';
import { Random } from './random';

/** A message of the server. */
export interface Numbered {
  readonly id: string;
  readonly seq: number;
}

/** The size of a plan. The faults themselves follow from the seed. */
export interface PlanSize {
  readonly seed: number;
  readonly messages: number;
  /** Faults continue until the connection changed its route this often. */
  readonly switches: number;
  /** How many messages the server remembers, default all. */
  readonly buffer?: number;
}

/** The outcome of a plan. */
export interface Outcome {
  /** The numbers in the order in which they arrived. */
  readonly arrived: readonly number[];
  readonly switches: number;
  readonly reconnections: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly gaps: number;
  readonly rejected: number;
  readonly error: unknown;
  readonly statuses: readonly ConnectionStatus[];
}

/** The name of a transport's route on the server. This connection uses long polling. */
const routeOf = (transport: TransportName): string => (transport === 'polling' ? 'long-polling' : transport);

const SPEED = 20;
/** A plan that takes longer fails, in real milliseconds. Each switch adds `PATIENCE_PER_SWITCH`. */
const PATIENCE = 60_000;
const PATIENCE_PER_SWITCH = 1_000;
const TICK = 4;

/** Sends numbered messages over one connection whose network breaks by a seeded plan, and records what arrives. */
export async function runFaultPlan(size: PlanSize): Promise<Outcome> {
  const server = createPushServer({ tickEvery: 0, buffer: size.buffer ?? size.messages });
  const run = new Run(server, size);
  try {
    await run.start(await server.listen());
    return await run.finish();
  } finally {
    run.stop();
    await server.close();
  }
}

class Run {
  readonly #server: PushServer;
  readonly #size: PlanSize;
  readonly #random: Random;
  readonly #arrived: number[] = [];
  readonly #faults: Record<string, number> = {};
  readonly #statuses: ConnectionStatus[] = [];
  readonly #deadline: number;
  #live: TransportName | undefined;
  #lastLive: TransportName | undefined;
  #switches = 0;
  #opened = 0;
  #gaps = 0;
  #rejected = 0;
  #published = 0;
  #error: unknown;
  #stop: () => void = () => undefined;

  constructor(server: PushServer, size: PlanSize) {
    this.#server = server;
    this.#size = size;
    this.#random = new Random(size.seed);
    this.#deadline = Date.now() + PATIENCE + size.switches * PATIENCE_PER_SWITCH;
  }

  async start(url: URL): Promise<void> {
    const feed = connection(routes(new URL('/feeds/numbers', url).href), options());
    const status = feed.status$.subscribe((next) => this.#statuses.push(next));
    const subscription = feed.events$.subscribe({
      next: (event) => {
        this.#record(event);
      },
      error: (error: unknown) => {
        this.#error = error;
      },
    });
    const publishing = setInterval(() => {
      this.#publish();
    }, TICK);
    this.#stop = () => {
      clearInterval(publishing);
      subscription.unsubscribe();
      status.unsubscribe();
    };
    await this.#until(() => this.#live !== undefined);
  }

  stop(): void {
    this.#stop();
  }

  async finish(): Promise<Outcome> {
    while (this.#switches < this.#size.switches && this.#error === undefined && Date.now() < this.#deadline) {
      await this.#break();
    }
    this.#server.faults.reset();
    while (this.#published < this.#size.messages) this.#publish();
    await this.#until(() => this.#arrived.at(-1) === this.#size.messages);
    return {
      arrived: this.#arrived,
      switches: this.#switches,
      reconnections: this.#opened - 1,
      faults: this.#faults,
      gaps: this.#gaps,
      rejected: this.#rejected,
      error: this.#error,
      statuses: this.#statuses,
    };
  }

  /** Publishes in bursts, and keeps messages for every switch. */
  #publish(): void {
    const { messages, switches } = this.#size;
    const allowed = Math.min((this.#switches + 1) / (switches + 1), 1) * messages;
    const burst = this.#random.next() < 0.05 ? this.#random.between(20, 80) : this.#random.between(0, 2);
    for (let count = 0; count < burst && this.#published < allowed; count++) {
      this.#server.hub.publish('numbers', null);
      this.#published++;
    }
    // Never silent for long. Otherwise a route that works looks like one whose bytes are held back.
    if (this.#published < messages && this.#random.next() < 0.02) {
      this.#server.hub.publish('numbers', null);
      this.#published++;
    }
  }

  #record(event: PushEvent<Numbered>): void {
    if (event.kind === 'message') {
      this.#arrived.push(event.message.data.seq);
    } else if (event.kind === 'rejected') {
      this.#rejected++;
    } else if (event.kind === 'open') {
      if (event.continuity === 'gap') this.#gaps++;
      if (this.#live === undefined || this.#live !== event.transport) this.#opened++;
      if (this.#lastLive !== undefined && this.#lastLive !== event.transport) this.#switches++;
      this.#live = this.#lastLive = event.transport;
    } else {
      this.#live = undefined;
    }
  }

  async #break(): Promise<void> {
    const { faults } = this.#server;
    const transport = routeOf(this.#live ?? 'websocket');
    const live = this.#live;
    const kind = this.#random.pick(FAULTS);
    this.#faults[kind] = (this.#faults[kind] ?? 0) + 1;
    switch (kind) {
      case 'refuse':
        faults.refuse({ transport });
        faults.drop({ transport });
        break;
      case 'unavailable':
        faults.unavailable({ transport });
        faults.drop({ transport });
        break;
      case 'status':
        faults.status({ code: this.#random.pick([500, 502, 504]), transport });
        faults.drop({ transport });
        break;
      case 'silence':
        faults.silence({ transport });
        break;
      case 'buffer':
        faults.buffer({});
        faults.drop({ transport, graceful: true });
        break;
      case 'short life':
        // Each connection is cut soon after it opened.
        for (let count = 0; count < 5; count++) {
          faults.drop({ transport });
          await wait(this.#random.between(1, 15));
        }
        break;
      case 'drop':
        faults.drop({});
        await wait(this.#random.between(0, 60));
        return;
      case 'close':
        faults.close({ code: this.#random.pick([1001, 1011, 1012, 4000]) });
        await wait(this.#random.between(0, 60));
        return;
      case 'slow':
        // Some responses arrive too late for the connect timeout.
        faults.delay({ ms: this.#random.pick([20, 100, 500]), transport });
        faults.drop({ transport });
        break;
      case 'restart':
        await this.#server.restart({ ms: this.#random.between(0, 100) });
        await wait(this.#random.between(0, 200));
        return;
      case 'outage':
        faults.refuse({ ms: this.#random.between(20, 150) });
        faults.drop({});
        await wait(this.#random.between(0, 200));
        return;
      case 'lift':
        faults.reset();
        return this.#settle(() => this.#live !== undefined && this.#live !== live);
    }
    await this.#settle(() => this.#live !== undefined && this.#live !== live);
    // Faults are not kept forever. Otherwise no route is left to switch to.
    if (this.#random.next() < 0.6) faults.reset();
  }

  #settle(condition: () => boolean): Promise<void> {
    return this.#until(condition, Date.now() + 700);
  }

  async #until(condition: () => boolean, deadline = this.#deadline): Promise<void> {
    while (!condition() && this.#error === undefined && Date.now() < deadline) await wait(2);
  }
}

const FAULTS = [
  'refuse',
  'unavailable',
  'status',
  'silence',
  'buffer',
  'short life',
  'drop',
  'close',
  'outage',
  'slow',
  'restart',
  'lift',
  'lift',
  'lift',
  'lift',
] as const;

function routes(feed: string): Parameters<typeof connection<Numbered>>[0] {
  const resume = { query: 'cursor' };
  const id = (message: Numbered): string => message.id;
  return [
    viaWebSocket<Numbered>(`${feed}/websocket`, { WebSocket, id, resume }),
    viaSse<Numbered>(`${feed}/sse`),
    viaHttpStream<Numbered>(`${feed}/http-stream`, { id, resume, onEnd: 'reconnect' }),
    viaLongPolling<Numbered>(`${feed}/long-polling`, { id, resume, interval: 100 }),
  ];
}

function options(): ConnectionOptions<Numbered> {
  return {
    clock: fastClock(SPEED),
    retry: constant(300),
    connectTimeout: 6_000,
    idleTimeout: 6_000,
    deliverWithin: 3_000,
    probeAfter: 1_000,
    sequence: ({ data }) => data.seq,
    resume: { from: '0' },
    logger: { warn: () => undefined },
  };
}

/** The pauses between faults are part of the plan: a fault must hit an open connection, not its start. */
async function wait(ms: number): Promise<void> {
  await firstValueFrom(timer(ms));
}
