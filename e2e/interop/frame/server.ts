// What a file of the matrix says of its server.
import type { Lab } from './lab';
import type { Facts, Opened } from './page';
import type { CuttingProxy } from './proxy';
import type { Subscribed } from './subscribed';

export type { Subscribed };

/** A running server. A file may add what its own questions need. */
export interface Backend {
  /** Such as `http://127.0.0.1:4000`. The page gets it through a proxy that can cut. */
  readonly origin: string;
  /** Sends the message `{ "n": n }` to the channel, and resolves when the server has it. */
  publish(channel: string, n: number): Promise<void>;
  /** Called before a channel is used, where it must be declared. */
  prepare?(channel: string): Promise<void>;
  /** How many subscribers the channel has, as the server says. */
  subscribers?(channel: string): number | Promise<number>;
  /** Ends all processes, also when it is called twice. */
  stop(): Promise<void> | void;
}

/** Where a feed leads. */
export interface Place {
  /** `http://127.0.0.1:…` or `https://…`, of the proxy that can cut. */
  readonly http: string;
  /** The same for WebSockets. */
  readonly ws: string;
  /** A name of its own for every test. */
  readonly channel: string;
}

/** What a question is given: a running server, a channel of its own, and a page. */
export interface Cell<B extends Backend = Backend> {
  readonly server: B;
  readonly proxy: CuttingProxy;
  readonly place: Place;
  readonly lab: Lab;
  /** What the feed of this cell subscribes to. */
  readonly subscribed: Subscribed;
}

/** The questions that every server is asked in the same words; `true` asks without more. */
export interface Questions<B extends Backend> {
  /** Numbered messages arrive once and in order. */
  readonly order?: true;
  /** The connection is cut, and messages are published meanwhile. */
  readonly resume?: {
    /** `kept`: the server has them still, and they arrive. `none`: they are lost. */
    readonly history: 'kept' | 'none';
    /** The last continuity that is reported after the cut. */
    readonly says: Opened;
  };
  /** The server ends an idle connection by itself. What is lost then, in order; an empty list if nothing is reported. */
  readonly 'idle end'?: {
    /** Where the server ends idle connections, if it does so elsewhere. */
    readonly to?: (place: Place) => Subscribed;
    readonly lost: readonly Partial<Facts>[];
    /** A browser may repeat a request by itself that was answered with 408. Then nothing is reported. */
    readonly orSilent?: true;
  };
  /** A subscription that the server refuses: the error that ends the feed, or the first that is reported. */
  readonly refusal?: {
    readonly to: (place: Place) => Subscribed;
    readonly error: Partial<Facts>;
  };
  /** The server ends the feed by an act of its own, for example because its channel is deleted. */
  readonly 'end by the server'?: {
    act(server: B, channel: string): Promise<void>;
    /** What is reported: a loss, the error that ends the feed, or its completion. */
    readonly reported: { readonly lost: Partial<Facts> } | { readonly end: 'complete' | Partial<Facts> };
  };
  /** As `order`, from a page of another origin. */
  readonly 'other origin'?: true;
  /** The server notices at once that the page has unsubscribed. */
  readonly 'hang-up'?: true;
}
export type Question = keyof Questions<Backend>;

export interface Feed<B extends Backend = Backend> {
  readonly to: (place: Place) => Subscribed;
  readonly questions: Questions<B>;
  /** Questions of this server alone, by the sentence that is asked. */
  readonly traps?: Readonly<Record<string, (cell: Cell<B>) => Promise<void>>>;
  /** By question: why this server cannot answer it. One sentence. */
  readonly explained?: Readonly<Record<string, string>>;
}

export interface Server<B extends Backend = Backend> {
  readonly name: string;
  /** The files of the programs that it needs, as in `install.mjs`. If one is missing, its cells are skipped. */
  readonly programs?: readonly string[];
  start(): Promise<B>;
  /** By transport, such as `sse` or `long polling`. */
  readonly feeds: Readonly<Record<string, Feed<B>>>;
}
