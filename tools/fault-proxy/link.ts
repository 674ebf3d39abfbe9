import type { Break, Direction, Shaping } from './fault.ts';
import { Flow } from './flow.ts';
import { answer, HttpHeads, rewriteHead } from './http-heads.ts';
import { answerOf, breakOf, shapingOf, type Entry, type Rules } from './rules.ts';
import type { Side } from './side.ts';
import { TextMarks } from './text-marks.ts';

const PORTAL = '<!doctype html><title>Sign in</title><h1>Welcome to our network</h1>';
/** Milliseconds between data and a RST. */
const AFTER_DATA = 10;

/** What a connection needs of its proxy. */
export interface LinkHost {
  readonly rules: Rules;
  readonly random: () => number;
  /** Another open connection that takes bytes, if there is one. */
  other(link: Link): Link | undefined;
  closed(link: Link): void;
}

/** A fault that is due after some more bytes. */
interface Countdown {
  readonly entry: Entry;
  left: number;
}

/** One connection of a client, and the one to the server that belongs to it. */
export class Link {
  readonly #host: LinkHost;
  readonly #client: Side;
  readonly #server: Side;
  readonly #down: Flow;
  readonly #up: Flow;
  readonly #heads = new HttpHeads();
  readonly #shapings = new Map<Entry, Shaping>();
  readonly #marks = new Map<Entry, TextMarks>();
  #downDue: Countdown[] = [];
  #upDue: Countdown[] = [];
  /** Whose bytes are thrown away. */
  #swallows: Direction | 'none' = 'none';
  #crossing: { how: 'copy' | 'move'; left: number } | undefined;
  #idle: NodeJS.Timeout | undefined;
  #pending: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(host: LinkHost, client: Side, server: Side) {
    this.#host = host;
    this.#client = client;
    this.#server = server;
    this.#down = new Flow(server, client, host.random);
    this.#up = new Flow(client, server, host.random);
    this.#watch();
    for (const entry of host.rules.at('now', undefined)) if (shapingOf(entry)) this.apply(entry);
    for (const entry of host.rules.at('connecting', undefined)) if (!answerOf(entry)) this.apply(entry);
  }

  get path(): string | undefined {
    return this.#heads.path;
  }

  /** Whether the client has not hung up. While a rule stalls the connection, the proxy cannot know. */
  get clientOpen(): boolean {
    return this.#client.open && !this.#client.stream.readableEnded;
  }

  /** Whether the client keeps the connection for a later request, and no request is under way. */
  get kept(): boolean {
    return this.clientOpen && this.#swallows === 'none' && this.#heads.idle;
  }

  /** Whether an answer is being sent, whose bytes may go elsewhere. */
  get takesBytes(): boolean {
    return !this.#closed && this.#heads.inBody && this.#swallows === 'none';
  }

  /** The bytes that were passed on, of the server and of the client. */
  get passed(): { readonly down: number; readonly up: number } {
    return { down: this.#down.passed, up: this.#up.passed };
  }

  /** Bytes of another connection. */
  take(bytes: Buffer): void {
    this.#down.push(bytes);
  }

  apply(entry: Entry): void {
    if (this.#closed || entry.hits >= (entry.rule.times ?? Infinity)) return;
    entry.hits += 1;
    const shaping = shapingOf(entry);
    const broken = breakOf(entry);
    if (shaping !== undefined) this.#shapings.set(entry, shaping);
    if (shaping !== undefined) this.#shape();
    if (broken !== undefined) this.#break(broken);
  }

  /** The rule was removed. */
  release(entry: Entry): void {
    this.#marks.delete(entry);
    if (this.#shapings.delete(entry)) this.#shape();
  }

  /** A rule was added. */
  added(entry: Entry): void {
    const { at, rule } = entry;
    if (at.phase === 'now') this.apply(entry);
    if (at.phase === 'idle') this.#rearmIdle();
    if (at.phase === 'sending' && this.path?.includes(rule.path ?? '')) this.#upDue.push({ entry, left: at.bytes });
  }

  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#idle);
    clearTimeout(this.#pending);
    this.#down.clear();
    this.#up.clear();
    this.#client.reset();
    this.#server.reset();
    this.#host.closed(this);
  }

  #watch(): void {
    this.#client.stream.on('data', (bytes: Buffer) => this.#fromClient(bytes));
    this.#server.stream.on('data', (bytes: Buffer) => this.#fromServer(bytes));
    this.#client.stream.on('end', () => this.#ended('client'));
    this.#server.stream.on('end', () => this.#ended('server'));
    this.#client.socket.on('close', () => this.#gone('client'));
    this.#server.socket.on('close', () => this.#gone('server'));
  }

  /** FIN of one side goes on to the other one, after what was sent before it. */
  #ended(side: 'client' | 'server'): void {
    const { open } = side === 'client' ? this.#server : this.#client;
    if (this.#swallows !== 'none') return side === 'client' || !open ? this.destroy() : undefined;
    const [flow, to] = side === 'client' ? [this.#up, this.#server] : [this.#down, this.#client];
    flow.end(() => to.end());
  }

  /** One side is closed, with FIN in both directions or by RST. */
  #gone(side: 'client' | 'server'): void {
    if (this.#closed) return;
    const { open } = side === 'client' ? this.#server : this.#client;
    if (!open) return this.destroy();
    // As long as the client holds on, nobody tells it; and what was done to a client is not told to its server.
    if (this.#swallows === 'both' || this.#swallows === (side === 'client' ? 'down' : 'up')) return;
    if (side === 'client') return this.destroy();
    // If it ended in order, that has been passed on.
    if (!this.#server.stream.readableEnded) this.#down.end(() => this.#client.reset());
  }

  #fromClient(bytes: Buffer): void {
    if (this.#swallows !== 'none') return;
    this.#rearmIdle();
    const { head, rest } = this.#heads.fromClient(bytes);
    if (head !== undefined && this.#requested()) return;
    if (head !== undefined) {
      this.#up.push(head);
      this.#upDue = this.#host.rules.at('sending', this.path).map((entry) => ({ entry, left: entry.at.bytes }));
    }
    this.#pass(rest, this.#up, this.#upDue);
  }

  /** Applies the rules for a request. Returns whether it is answered. */
  #requested(): boolean {
    for (const entry of this.#host.rules.at('connecting', this.path)) {
      const fault = answerOf(entry);
      if (fault === undefined && entry.rule.path !== undefined && !this.#shapings.has(entry)) this.apply(entry);
      if (fault === undefined || fault.kind === 'headers') continue;
      entry.hits += 1;
      const html = { 'content-type': 'text/html; charset=utf-8' };
      const portal = fault.kind === 'captive-portal';
      const elsewhere = portal && fault.redirect !== undefined && !this.path?.includes(fault.redirect);
      const [code, headers, body] = portal
        ? [elsewhere ? 302 : 200, elsewhere ? { ...html, location: fault.redirect } : html, fault.html ?? PORTAL]
        : [fault.code, fault.headers ?? {}, fault.body ?? ''];
      this.#down.push(answer(code, headers, body));
      this.#swallows = 'both';
      this.#server.reset();
      this.#down.end(() => this.#client.end());
      return true;
    }
    return this.#swallows !== 'none' || this.#closed;
  }

  #fromServer(bytes: Buffer): void {
    if (this.#swallows !== 'none') return;
    this.#rearmIdle();
    const { head, rest } = this.#heads.fromServer(bytes);
    if (head !== undefined) this.#answerBegins(head);
    this.#mark(rest);
    this.#pass(rest, this.#down, this.#downDue);
  }

  #answerBegins(head: Buffer): void {
    const rewrites = this.#host.rules
      .at('connecting', this.path)
      .map((entry) => [entry, answerOf(entry)] as const)
      .flatMap(([entry, fault]) => (fault?.kind === 'headers' ? [{ entry, set: fault.set }] : []));
    for (const { entry } of rewrites) entry.hits += 1;
    this.#down.push(rewrites.reduce((rewritten, { set }) => rewriteHead(rewritten, set), head));
    for (const entry of this.#host.rules.at('headers', this.path)) this.apply(entry);
  }

  /** Notes which faults are due inside or after this piece. */
  #mark(piece: Buffer): void {
    for (const entry of this.#host.rules.at('message', this.path)) {
      const marks = this.#marks.get(entry) ?? new TextMarks(entry.at.text);
      this.#marks.set(entry, marks);
      for (const end of marks.ends(piece)) {
        entry.seen += 1;
        if (entry.seen >= (entry.at.nth ?? 1)) this.#downDue.push({ entry, left: end + (entry.at.bytes ?? 0) });
      }
    }
  }

  /** Passes bytes on, and applies each fault at its byte. */
  #pass(bytes: Buffer, flow: Flow, due: Countdown[]): void {
    due.sort((one, other) => one.left - other.left);
    let at = 0;
    while (due[0] !== undefined && due[0].left <= bytes.length && this.#swallows === 'none' && !this.#closed) {
      const { entry, left } = due[0];
      due.shift();
      this.#give(bytes.subarray(at, left), flow);
      at = Math.max(at, left);
      this.apply(entry);
    }
    if (this.#swallows !== 'none' || this.#closed) return;
    this.#give(bytes.subarray(at), flow);
    for (const each of due) each.left -= bytes.length;
  }

  #give(bytes: Buffer, flow: Flow): void {
    const crossing = flow === this.#down && bytes.length > 0 ? this.#crossing : undefined;
    const other = crossing && this.#host.other(this);
    if (crossing === undefined || other === undefined) return flow.push(bytes);
    const crossed = bytes.subarray(0, crossing.left);
    crossing.left = crossing.left === Infinity ? 0 : crossing.left - crossed.length;
    if (crossing.left === 0) this.#crossing = undefined;
    other.take(crossed);
    flow.push(crossing.how === 'copy' ? bytes : bytes.subarray(crossed.length));
  }

  #break(fault: Break): void {
    switch (fault.kind) {
      // What was sent before the fault arrives before it.
      case 'reset':
        this.#swallows = 'both';
        return this.#down.end(() => this.#soon(() => this.destroy()));
      case 'end':
        this.#swallows = 'both';
        this.#server.end();
        return this.#down.end(() => this.#client.end());
      case 'black-hole':
        this.#swallows = 'both';
        return;
      case 'half-open':
        this.#swallows = fault.gone === 'server' ? 'up' : 'down';
        if (fault.gone === 'server') return this.#server.reset();
        return this.#down.end(() => this.#soon(() => this.#client.reset()));
      case 'truncate':
        this.#downDue.push({ entry: ending(fault.bytes), left: fault.bytes });
        return;
      case 'cross':
        this.#crossing = { how: fault.how, left: fault.bytes ?? Infinity };
    }
  }

  /** Node reports data and a RST that it reads together as data and an end. So a RST comes a bit later. */
  #soon(reset: () => void): void {
    this.#pending = setTimeout(() => setImmediate(reset), AFTER_DATA);
  }

  #shape(): void {
    const all = [...this.#shapings.values()];
    const of = (direction: Direction): Shaping[] =>
      all.filter((each) => [direction, 'both'].includes(each.direction ?? (each.kind === 'stall' ? 'both' : 'down')));
    this.#down.shape(of('down'));
    this.#up.shape(of('up'));
  }

  #rearmIdle(): void {
    clearTimeout(this.#idle);
    const [first] = [...this.#host.rules.at('idle', this.path)].sort((a, b) => a.at.ms - b.at.ms);
    if (first === undefined || this.#closed) return;
    this.#idle = setTimeout(() => {
      if (this.#heads.path !== undefined) this.apply(first);
    }, first.at.ms);
  }
}

function ending(bytes: number): Entry {
  return { id: 0, rule: { fault: { kind: 'end' } }, at: { phase: 'sending', bytes }, hits: 0, seen: 0 };
}
