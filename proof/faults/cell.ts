import type { PushServer } from '../../projects/push-server/src/server.ts';
import { FaultProxy, type Fault, type Rule, type SetRule } from '../../tools/fault-proxy/fault-proxy.ts';
import type { Certificate } from '../../tools/fault-proxy/certificates.ts';
import { filter, map, NEVER, Subject, type Observable, type Subscription } from 'rxjs';
import { open, type ClientPlan, type Command } from './clients.ts';
import type { Limits } from './limits.ts';
import { phaseOf, type CellPlan } from './matrix.ts';
import { promised } from './promises.ts';
import { seenOf, type Given, type Received, type Seen, type Story } from './story.ts';

/** What all cells of a run share. */
export interface World {
  readonly server: PushServer;
  readonly port: number;
  readonly limits: Limits;
  readonly tls: { readonly right: Certificate; readonly wrong: Certificate } | undefined;
  /** For how many milliseconds between two times this process did not run. */
  readonly stolen: (from: number, to: number) => number;
  /** The URL of a captive portal's page. */
  readonly portal: string;
  /** How a stream is opened; default {@link openHere}. */
  readonly open?: (plan: ClientPlan) => Observable<Seen>;
}

/** Opens a stream in this process. */
export function openHere(plan: ClientPlan): Observable<Seen> {
  return open(plan).pipe(
    map(seenOf),
    filter((seen) => seen !== undefined),
  );
}

/** In the middle of this one, the `message` phase happens. */
const MARKED = 5;
/** How many messages are sent after the fault. */
const AFTER = 3;
/** The numbers of the other feed, whose messages may be crossed, begin after this one. */
const OTHERS = 1_000;
/** How often conditions are looked at, in milliseconds. */
const LOOK = 5;

/** Runs one cell: a stream over a proxy of its own, a numbered feed, and a fault in one phase. */
export class Cell {
  static #count = 0;
  readonly #plan: CellPlan;
  readonly #world: World;
  readonly #feed = `cell-${++Cell.#count}`;
  readonly #proxy: FaultProxy;
  readonly #seen: Seen[] = [];
  readonly #outgoing = new Subject<Command>();
  readonly #given: Given[] = [];
  readonly #unsent: number[] = [];
  readonly #rules: SetRule[] = [];
  #publishing: NodeJS.Timeout | undefined;
  #following: Promise<void> | undefined;

  constructor(plan: CellPlan, world: World) {
    this.#plan = plan;
    this.#world = world;
    const tls = plan.fault.secure === true ? world.tls : undefined;
    this.#proxy = new FaultProxy({ to: { port: world.port }, seed: plan.seed, ...(tls !== undefined && { tls }) });
  }

  async run(): Promise<Story> {
    const record = this.#world.server.hub.record(this.#feed);
    const { origin } = await this.#proxy.listen();
    // Node keeps a connection for later requests: a second less than this.
    this.#proxy.set({ fault: { kind: 'headers', set: { 'keep-alive': 'timeout=2' } } });
    this.#publish();
    const bystander = this.#plan.fault.effect === 'crossed' ? this.#stand(origin) : undefined;
    const early = ['connecting', 'headers'].includes(this.#plan.phase) || this.#sendsBody;
    if (early) await this.#begin();
    const subscription = this.#subscribe(origin);
    try {
      if (!early) {
        await this.#until(() => this.#has('message'));
        await this.#begin();
      }
      const { hits, over } = await this.#suffer();
      await this.#recover(over);
      const stolen = this.#world.stolen(over, this.#firstAfter(over));
      const told = { seen: [...this.#seen], sent: record.map(({ seq }) => seq), hits, over, stolen };
      const left = await this.#leave(subscription, bystander);
      const last = this.#given.at(-1)?.given;
      const arrived = (): boolean => receivedOf(record).some(({ given }) => given === last);
      if (last !== undefined) await this.#until(() => arrived() || this.#unsent.includes(last));
      return { ...told, given: this.#given, received: receivedOf(record), unsent: this.#unsent, left };
    } finally {
      clearTimeout(this.#publishing);
      subscription.unsubscribe();
      bystander?.unsubscribe();
      await this.#proxy.close();
    }
  }

  get #sendsBody(): boolean {
    return this.#plan.phase === 'sending' && !this.#sendsCommands;
  }

  get #sendsCommands(): boolean {
    const { phase, transport } = this.#plan;
    return phase === 'sending' && (transport === 'websocket' || transport === 'connection');
  }

  #subscribe(origin: string): Subscription {
    return this.#open(`${origin}/feeds/${this.#feed}`, this.#outgoing).subscribe({
      next: (seen) => this.#seen.push(seen),
      error: (error: { code?: string }) => {
        this.#seen.push({ at: performance.now(), kind: 'error', code: error.code ?? 'no code' });
      },
      complete: () => this.#seen.push({ at: performance.now(), kind: 'complete' }),
    });
  }

  #open(feed: string, outgoing: Observable<Command>): Observable<Seen> {
    const { transport, place } = this.#plan;
    const { limits, open: opened = openHere } = this.#world;
    const unsent = (given: readonly number[]): void => void this.#unsent.push(...given);
    return opened({ transport, place, feed, limits, body: this.#sendsBody, outgoing, unsent });
  }

  /** A second stream over the same proxy, of a feed with other numbers. */
  #stand(origin: string): Subscription {
    const { hub } = this.#world.server;
    const feed = `${this.#feed}-other`;
    for (let n = 0; n < OTHERS; n += 1) hub.feed(feed).publish(null);
    const publishing = setInterval(() => hub.publish(feed, null), this.#world.limits.every);
    const subscription = this.#open(`${origin}/feeds/${feed}`, NEVER).subscribe({ error: () => undefined });
    subscription.add(() => clearInterval(publishing));
    return subscription;
  }

  /** Sends a message every few milliseconds; with the phase `idle` a pause waits for the fault. */
  #publish(): void {
    const { server, limits } = this.#world;
    const { latest } = server.hub.feed(this.#feed);
    const paused = this.#plan.phase === 'idle' && (latest?.seq ?? 0) >= MARKED && this.#hits === 0;
    if (!paused) server.hub.publish(this.#feed, null);
    if (this.#sendsCommands && this.#outgoing.observed) {
      const given = this.#given.length + 1;
      this.#given.push({ given, at: performance.now() });
      this.#outgoing.next({ type: 'publish', value: { given } });
    }
    this.#publishing = setTimeout(() => this.#publish(), limits.every);
  }

  get #hits(): number {
    return this.#rules.reduce((sum, rule) => sum + rule.hits(), 0);
  }

  get #fault(): Fault {
    return this.#plan.fault.fault(this.#world);
  }

  /** Sets the fault. What the next attempt meets is set once the connection before is broken. */
  async #begin(): Promise<void> {
    const { fault, phase, transport } = this.#plan;
    const latest = this.#world.server.hub.feed(this.#feed).latest?.seq ?? 0;
    const at = phaseOf(phase, transport, `"seq":${Math.max(MARKED, latest + 2)},`);
    const times = fault.lasts === undefined ? { times: 1 } : {};
    if (fault.next !== true) this.#set({ fault: this.#fault, at, ...times });
    else if (phase === 'connecting') this.#set({ fault: this.#fault });
    else {
      const first = this.#set({ fault: { kind: 'reset' }, at, times: 1 });
      this.#following = this.#until(() => first.hits() > 0).then(() => void this.#set({ fault: this.#fault }));
    }
    await this.#proxy.settled();
  }

  #set(rule: Rule): SetRule {
    const set = this.#proxy.set(rule);
    this.#rules.push(set);
    return set;
  }

  /** Waits until the fault has happened and is over. */
  async #suffer(): Promise<{ hits: number; over: number }> {
    const { fault } = this.#plan;
    await this.#following;
    const rule = this.#rules.at(-1);
    // A door is not counted: who meets it reports a loss.
    const door = fault.effect === 'down';
    const before = this.#seen.length;
    const happened = (): boolean =>
      door ? this.#seen.slice(before).some(({ kind }) => kind === 'lost') : (rule?.hits() ?? 0) > 0;
    await this.#until(() => happened() || this.#ended);
    const hits = Number(happened());
    if (fault.lasts === undefined) return { hits, over: performance.now() };
    const until = performance.now() + fault.lasts(this.#world.limits);
    await this.#until(() => performance.now() >= until || this.#ended);
    rule?.remove();
    await this.#proxy.settled();
    return { hits, over: performance.now() };
  }

  /** Waits until the messages after the fault have arrived, or should have. */
  async #recover(over: number): Promise<void> {
    const { hub } = this.#world.server;
    const from = hub.feed(this.#feed).latest?.seq ?? 0;
    const { within, ends } = promised(this.#plan, this.#world.limits);
    if (ends !== undefined) return this.#until(() => this.#ended);
    // What was lost by a limit is lost after the fault.
    await this.#until(() => this.#seen.some((each) => each.kind === 'message' && each.at >= over), 2 * within);
    await this.#until(() => (hub.feed(this.#feed).latest?.seq ?? 0) >= from + AFTER);
    await this.#until(() => this.#ended || this.#lastSeen >= from + AFTER, 2 * within);
    clearTimeout(this.#publishing);
    // What a WebSocket was given may still be on its way to the server, which makes further messages of it.
    await this.#until(() => this.#ended || this.#lastSeen === hub.feed(this.#feed).latest?.seq, 2 * within);
  }

  #firstAfter(over: number): number {
    return this.#seen.find(({ kind, at }) => kind === 'message' && at >= over)?.at ?? performance.now();
  }

  get #lastSeen(): number {
    return this.#seen.reduce((last, each) => (each.kind === 'message' && each.seq < OTHERS ? each.seq : last), 0);
  }

  get #ended(): boolean {
    return this.#has('error') || this.#has('complete');
  }

  #has(kind: Seen['kind']): boolean {
    return this.#seen.some((each) => each.kind === kind);
  }

  /** Unsubscribes, and counts what is still there after the platform had time to close it. */
  async #leave(subscription: Subscription, bystander: Subscription | undefined): Promise<Story['left']> {
    subscription.unsubscribe();
    bystander?.unsubscribe();
    await this.#proxy.clear();
    const { hub } = this.#world.server;
    const open = (): Story['left'] => ({
      connections: this.#connections,
      // A server that is not told keeps its followers.
      followers: this.#fault.kind === 'half-open' ? 0 : hub.feed(this.#feed).followers,
    });
    await this.#until(() => open().connections + open().followers === 0, KEPT + this.#world.limits.slack);
    return open();
  }

  /** A browser keeps connections for later requests, for minutes. */
  get #connections(): number {
    const { open, kept } = this.#proxy.stats();
    return this.#plan.place === 'Chromium' ? open - kept : open;
  }

  async #until(condition: () => boolean, limit = 5_000 + 2 * this.#world.limits.slack): Promise<void> {
    const began = performance.now();
    while (!condition() && performance.now() - began < limit) await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

/** How long the platform keeps a connection that may be used again, or waits for a WebSocket's close frame. */
const KEPT = 4_000;

/** The commands among the messages of the server. */
function receivedOf(record: readonly { readonly seq: number; readonly value: unknown }[]): readonly Received[] {
  return record.flatMap(({ seq, value }) =>
    typeof value === 'object' && value !== null && 'given' in value ? [{ seq, given: Number(value.given) }] : [],
  );
}
