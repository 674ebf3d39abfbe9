/**
 * Which bytes a shaping fault changes: those of the server (`down`, the default), those of the client (`up`), or `both`.
 */
export type Direction = 'down' | 'up' | 'both';

/** Changes how bytes pass. Ends when its rule is removed, also for open connections. */
export type Shaping =
  /** Each piece arrives `ms` later, and up to `jitter` ms more by chance. The order is kept, as TCP does. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitter?: number; readonly direction?: Direction }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number; readonly direction?: Direction }
  /** Pieces of `bytes` bytes, or with `random` of 1 to `bytes`, `every` ms after each other (1). */
  | {
      readonly kind: 'slices';
      readonly bytes: number;
      readonly random?: boolean;
      readonly every?: number;
      readonly direction?: Direction;
    }
  /** Nothing passes until `bytes` bytes are there, then all of them in one piece, and so on. */
  | { readonly kind: 'hold'; readonly bytes: number; readonly direction?: Direction }
  /** Stops reading and writing. Nothing is lost: all of it goes on when the rule is removed. */
  | { readonly kind: 'stall'; readonly direction?: Direction };

/** Breaks a connection, for good. */
export type Break =
  /** RST to both sides. */
  | { readonly kind: 'reset' }
  /** FIN to both sides. */
  | { readonly kind: 'end' }
  /** The connection stays open. Everything that is sent on it is read and thrown away, and nobody is told. */
  | { readonly kind: 'black-hole' }
  /** One side is gone, and the other one is not told. */
  | { readonly kind: 'half-open'; readonly gone: 'server' | 'client' }
  /** FIN after `bytes` more bytes of the server. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /**
   * The next `bytes` bytes of the server (all bytes of one piece without it) are delivered to another open connection:
   * also (`copy`) or only (`move`). It waits until there is another connection.
   */
  | { readonly kind: 'cross'; readonly how: 'copy' | 'move'; readonly bytes?: number };

/** Gives another answer to each HTTP request. */
export type Answer =
  /** The proxy answers itself, and the server sees no request. */
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** A page with status 200, or a redirect to a page. The page is also served at any path of the proxy that is asked. */
  | { readonly kind: 'captive-portal'; readonly redirect?: string; readonly html?: string }
  /** Sets headers of the server's answer; `null` removes one. The body passes. */
  | { readonly kind: 'headers'; readonly set: Readonly<Record<string, string | null>> };

/** Keeps a connection from being made. */
export type Door =
  /** Does not listen. */
  | { readonly kind: 'refuse' }
  /** Shows the certificate of the `wrong` name. Only with the option `tls`. */
  | { readonly kind: 'wrong-certificate' };

/** What goes wrong. */
export type Fault = Shaping | Break | Answer | Door;

/** When it goes wrong, on each connection. */
export type Phase =
  /** When the connection is accepted. With `path`, when its request has been read. The default. */
  | { readonly phase: 'connecting' }
  /** After the headers of an answer, before its first byte. */
  | { readonly phase: 'headers' }
  /** `bytes` bytes (0) after the `nth` occurrence (1) of this text in what the server sends, over all connections. */
  | { readonly phase: 'message'; readonly text: string; readonly bytes?: number; readonly nth?: number }
  /** When no byte has passed for `ms` on a connection that has carried a request. */
  | { readonly phase: 'idle'; readonly ms: number }
  /**
   * After `bytes` bytes of what the client sends after the headers of a request: its body, or frames. On a connection
   * that is open when the rule is set, they are counted from then.
   */
  | { readonly phase: 'sending'; readonly bytes: number }
  /** At once, on each open connection; a shaping also on each later one. */
  | { readonly phase: 'now' };

/** A fault, and when and to whom it happens. */
export interface Rule {
  readonly fault: Fault;
  readonly at?: Phase;
  /** How often it happens; default: each time. */
  readonly times?: number;
  /** Only to connections whose latest request has this text in its path or query. */
  readonly path?: string;
}

const SHAPINGS: readonly Fault['kind'][] = ['latency', 'bandwidth', 'slices', 'hold', 'stall'];
export const ANSWERS: readonly Fault['kind'][] = ['status', 'captive-portal', 'headers'];
export const DOORS: readonly Fault['kind'][] = ['refuse', 'wrong-certificate'];

/** Whether the fault lasts until its rule is removed. */
export function isShaping(fault: Fault): fault is Shaping {
  return SHAPINGS.includes(fault.kind);
}

export function isAnswer(fault: Fault): fault is Answer {
  return ANSWERS.includes(fault.kind);
}
