import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { Refusal } from './refusal.ts';

/** Who may use a server, beside programs of this computer and pages that they serve. */
export interface AccessOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Further names of this server, without a port, as in the header `Host`; default none. */
  readonly hosts?: readonly string[] | undefined;
  /** Other origins whose pages may publish, set faults and open WebSockets; `'*'` = all; default none. */
  readonly origins?: '*' | readonly string[] | undefined;
}

/**
 * Tells the server's own names and origins from foreign ones. A page of the web can send requests to a server of this
 * computer. Without this check it could also read the responses, by a name of its own that leads to 127.0.0.1 (DNS
 * rebinding).
 */
export class Access {
  readonly #names: ReadonlySet<string>;
  readonly #origins: '*' | ReadonlySet<string>;

  constructor({ host, hosts = [], origins = [] }: AccessOptions) {
    const wrong = hosts.find((name) => nameOf(name) !== name.toLowerCase());
    if (wrong !== undefined)
      throw new TypeError(`hosts: expected names such as "push.example", without a port, got ${JSON.stringify(wrong)}`);
    this.#names = new Set([...hosts, ...(host === undefined ? [] : [host])].map((name) => name.toLowerCase()));
    this.#origins = origins === '*' ? origins : new Set(origins.map(checkedOrigin));
  }

  /** The refusal of a request whose `Host` is not a name of this server. */
  hostRefusal({ host = '' }: IncomingHttpHeaders): Refusal | undefined {
    const name = nameOf(host);
    // An address is no name, so it cannot be rebound.
    if (name !== undefined && (this.#isOwn(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) > 0)) return undefined;
    return new Refusal(
      421,
      `Host: ${JSON.stringify(host.slice(0, 100))} is not a name of this server; expected localhost, an IP address, ` +
        'or a name of the option hosts (--allow-host)',
    );
  }

  /** The refusal of a request that a page of a foreign origin makes. Programs send no `Origin`. */
  originRefusal({ origin, host = '' }: IncomingHttpHeaders): Refusal | undefined {
    if (origin === undefined || this.#origins === '*' || this.#origins.has(origin)) return undefined;
    const [, authority] = /^https?:\/\/([^/]+)$/.exec(origin) ?? [];
    const name = nameOf(authority ?? '');
    if (name !== undefined && (this.#isOwn(name) || authority === host.toLowerCase())) return undefined;
    return new Refusal(
      403,
      `Origin: ${JSON.stringify(origin.slice(0, 100))} may only read feeds; to allow more, name it in the option ` +
        'origins (--allow-origin)',
    );
  }

  #isOwn(name: string): boolean {
    return isLoopback(name) || this.#names.has(name);
  }
}

/** The name or address of an authority, in lower case and without its port; `undefined` if it is none. */
function nameOf(authority: string): string | undefined {
  const [, name] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(authority) ?? [];
  return name?.toLowerCase();
}

// RFC 6761 §6.3: names below localhost lead to this computer.
function isLoopback(name: string): boolean {
  return /^(?:(?:[\w-]+\.)*localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])$/.test(name);
}

function checkedOrigin(origin: string): string {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin)
    throw new TypeError(`origins: expected origins such as "https://app.example", got ${JSON.stringify(origin)}`);
  return origin;
}
