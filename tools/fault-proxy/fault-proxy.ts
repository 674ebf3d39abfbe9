import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext, type SecureContextOptions } from 'node:tls';
import { seeded } from '../browser/random.ts';
import { checkRule } from './check-rule.ts';
import type { Rule } from './fault.ts';
import { Link, type LinkHost } from './link.ts';
import { Rules, type ActiveRule } from './rules.ts';
import { Side } from './side.ts';

export type { Fault, Phase, Rule } from './fault.ts';

export interface FaultProxyOptions {
  /** Where the server listens. */
  readonly to: { readonly host?: string; readonly port: number };
  /** The address to listen on; default `127.0.0.1`. */
  readonly host?: string;
  /** Of all random choices; default 1. */
  readonly seed?: number;
  /** Makes the clients' side TLS: the certificate of the right name, and the one of another name. */
  readonly tls?: { readonly right: SecureContextOptions; readonly wrong: SecureContextOptions };
}

/** A rule that was set. */
export interface SetRule {
  readonly id: number;
  /** How often it was applied. */
  hits(): number;
  remove(): void;
}

export interface FaultProxyStats {
  /** Connections that clients made. */
  readonly accepted: number;
  /** Connections that clients have not hung up. */
  readonly open: number;
  /** Those of them on which no request is under way, as browsers keep them for later ones. */
  readonly kept: number;
  /** Bytes that were passed on, of servers and of clients. */
  readonly down: number;
  readonly up: number;
  readonly rules: readonly ActiveRule[];
}

/** Stands between clients and a server, for HTTP/1.1 and WebSocket, and breaks what passes as its rules say. */
export class FaultProxy {
  readonly #host: string;
  readonly #rules = new Rules();
  readonly #links = new Set<Link>();
  readonly #handshakes = new Set<Socket>();
  readonly #linkHost: LinkHost;
  readonly #tls: Readonly<Record<'right' | 'wrong', SecureContext>> | undefined;
  readonly #passed = { down: 0, up: 0 };
  #to: FaultProxyOptions['to'];
  #server: Server | undefined;
  #listening: Promise<void> = Promise.resolve();
  #port = 0;
  #accepted = 0;

  constructor({ to, host = '127.0.0.1', seed = 1, tls }: FaultProxyOptions) {
    this.#to = to;
    this.#host = host;
    this.#tls = tls && { right: createSecureContext(tls.right), wrong: createSecureContext(tls.wrong) };
    this.#linkHost = {
      rules: this.#rules,
      random: seeded(seed),
      other: (link) => [...this.#links].find((each) => each !== link && each.takesBytes),
      closed: (link) => {
        this.#links.delete(link);
        this.#passed.down += link.passed.down;
        this.#passed.up += link.passed.up;
      },
    };
  }

  /** Listens; resolves with the address for clients. */
  async listen(port = 0): Promise<URL> {
    this.#port = port;
    await this.#open();
    return this.url;
  }

  get url(): URL {
    const host = this.#host.includes(':') ? `[${this.#host}]` : this.#host;
    return new URL(`${this.#tls ? 'https' : 'http'}://${host}:${this.#port}`);
  }

  /** Where the connections of later clients go, as a server that was started again has another port. */
  set to(to: FaultProxyOptions['to']) {
    this.#to = to;
  }

  /** Sets a fault. Throws a `TypeError` for a wrong one. */
  set(given: Rule): SetRule {
    const rule = checkRule(given);
    if (rule.fault.kind === 'wrong-certificate' && this.#tls === undefined)
      throw new TypeError("fault: 'wrong-certificate' needs the option 'tls' of the proxy");
    const entry = this.#rules.add(rule);
    for (const link of [...this.#links]) link.added(entry);
    this.#door();
    return { id: entry.id, hits: () => entry.hits, remove: () => void this.remove(entry.id) };
  }

  /** Ends a fault. Broken connections stay broken. Returns false if there is no such rule. */
  remove(id: number): boolean {
    const entry = this.#rules.get(id);
    if (entry === undefined) return false;
    this.#rules.remove(id);
    for (const link of [...this.#links]) link.release(entry);
    this.#door();
    return true;
  }

  /** Ends all faults, and resolves when the proxy listens. */
  async clear(): Promise<void> {
    for (const { id } of this.#rules.all) this.remove(id);
    await this.#listening;
  }

  /** Resolves when it listens, or does not, as the rules say. */
  async settled(): Promise<void> {
    await this.#listening;
  }

  stats(): FaultProxyStats {
    const links = [...this.#links];
    return {
      accepted: this.#accepted,
      open: links.filter(({ clientOpen }) => clientOpen).length + this.#handshakes.size,
      kept: links.filter(({ kept }) => kept).length,
      down: links.reduce((sum, { passed }) => sum + passed.down, this.#passed.down),
      up: links.reduce((sum, { passed }) => sum + passed.up, this.#passed.up),
      rules: this.#rules.all,
    };
  }

  async close(): Promise<void> {
    this.#rules.clear();
    await this.#listening;
    await this.#shut();
    for (const socket of this.#handshakes) socket.destroy();
    for (const link of [...this.#links]) link.destroy();
  }

  /** Listens or not, one change after the other. */
  #door(): void {
    this.#listening = this.#listening.then(() => (this.#rules.has('refuse') ? this.#shut() : this.#open()));
  }

  async #open(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.#host, () => {
        this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  async #shut(): Promise<void> {
    // It stops listening at once; the callback would wait for the open connections.
    this.#server?.close();
    this.#server = undefined;
  }

  #accept(socket: Socket): void {
    this.#accepted += 1;
    if (this.#tls === undefined) return this.#link(new Side(socket));
    const secureContext = this.#tls[this.#rules.has('wrong-certificate') ? 'wrong' : 'right'];
    // Not a TLS server, because a socket of its own can be reset.
    const stream = new TLSSocket(socket, { isServer: true, secureContext });
    this.#handshakes.add(socket);
    const side = new Side(socket, stream);
    stream.once('secure', () => {
      this.#handshakes.delete(socket);
      if (side.open) this.#link(side);
    });
    socket.once('close', () => this.#handshakes.delete(socket));
    stream.once('error', () => socket.destroy());
    const left = (): unknown => this.#handshakes.has(socket) && socket.destroy();
    // A stream that nobody reads reports no end.
    stream.once('end', left).resume();
  }

  #link(client: Side): void {
    const server = new Side(connect({ host: '127.0.0.1', ...this.#to, allowHalfOpen: true }));
    this.#links.add(new Link(this.#linkHost, client, server));
  }
}
