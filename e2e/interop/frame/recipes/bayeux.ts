// Bayeux (https://docs.cometd.org/current/reference/#_bayeux), as faye serves it: a client shakes hands, subscribes, and
// then always has one `connect` at the server, which the server may hold. A client outlives its connections.
import { json, jsonp$, pollingStream$, PushError, sse$, websocket$ } from 'ngx-comet/core';
import type { PushEvent, PushMessage } from 'ngx-comet/core';
import {
  BehaviorSubject,
  connect,
  defer,
  EMPTY,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeAll,
  Subject,
  switchMap,
  tap,
} from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { expand } from './expand';
import { common, ofHttp, ofSocket } from './factories';
import type { Recipe } from './recipe';

interface Message {
  readonly channel: string;
  readonly data?: unknown;
  readonly clientId?: string;
  readonly error?: string;
  readonly advice?: { readonly reconnect?: 'retry' | 'handshake' | 'none'; readonly interval?: number };
}
type Out = Readonly<Record<string, unknown>>;

/** One client of a server. */
class Client {
  /** The milliseconds between two `connect` that the server does not hold. */
  interval = 1_000;
  readonly #connectionType: string;
  readonly #subscription: string;
  #id: string | undefined;
  #subscribed = false;
  #sent = 0;

  constructor(connectionType: string, subscription: string) {
    this.#connectionType = connectionType;
    this.#subscription = subscription;
  }

  get id(): string | undefined {
    return this.#id;
  }

  /** What to send until the client is subscribed. */
  readonly greeting = (): readonly Out[] => {
    if (this.#id === undefined)
      return [this.#meta('handshake', { version: '1.0', supportedConnectionTypes: [this.#connectionType] })];
    return this.#subscribed ? [] : [this.#meta('subscribe', { subscription: this.#subscription })];
  };

  readonly connect = (): readonly Out[] => [this.#meta('connect', { connectionType: this.#connectionType })];

  readonly next = (): readonly Out[] =>
    this.#id === undefined ? this.greeting() : [...this.greeting(), ...this.connect()];

  readonly publish = (data: unknown): readonly Out[] => [
    { channel: this.#subscription, data, clientId: this.#id, id: String(++this.#sent) },
  ];

  leave(): readonly Out[] {
    return [this.#meta('disconnect', {})];
  }

  /** Returns what a message brings for the feed. */
  readonly take = ({ channel, data, clientId, error, advice }: Message): readonly unknown[] => {
    if (!channel.startsWith('/meta/')) return data === undefined ? [] : [data];
    this.interval = advice?.interval ?? this.interval;
    if (channel === '/meta/connect' && advice?.reconnect === 'handshake') {
      // The server has forgotten the client.
      this.#id = undefined;
      this.#subscribed = false;
    } else if (error !== undefined) throw new PushError('protocol', error, { transient: false });
    if (channel === '/meta/handshake') this.#id = clientId;
    if (channel === '/meta/subscribe') this.#subscribed = true;
    return [];
  };

  #meta(name: string, more: Out): Out {
    return { channel: `/meta/${name}`, clientId: this.#id, id: String(++this.#sent), ...more };
  }
}

const takeAll = (client: Client) => expand((all: readonly Message[]) => all.flatMap(client.take));

/** The number of a message of the feed. */
const numberOf = (message: Message | undefined): number | undefined =>
  (message?.data as { readonly n?: number } | undefined)?.n;
const sequence = ({ data }: PushMessage<Message>): number | undefined => numberOf(data);

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** The channel is the fragment of the URL, which no request carries. */
function withClient(
  connectionType: string,
  open: (client: Client, url: string, ...more: Parameters<Recipe>) => Observable<PushEvent<unknown>>,
): Recipe {
  return (whole, given, context) =>
    defer(() => {
      const [url = '', channel = ''] = whole.split('#');
      const client = new Client(connectionType, channel);
      return open(client, url, whole, given, context).pipe(
        finalize(() => {
          if (client.id !== undefined) void post(context.fetch, url, client.leave());
        }),
      );
    });
}

async function post(send: typeof fetch, url: string, messages: readonly Out[]): Promise<readonly Message[]> {
  const answer = await send(url, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(messages) });
  return (await answer.json()) as readonly Message[];
}

/** Subscribes to another stream beside it while it is open. */
function whileOpen<T>(beside$: Observable<never>): MonoTypeOperatorFunction<PushEvent<T>> {
  return connect((events$) => {
    const changes$ = events$.pipe(filter(({ kind }) => kind === 'open' || kind === 'lost' || kind === 'paused'));
    return merge(events$, changes$.pipe(switchMap(({ kind }) => (kind === 'open' ? beside$ : EMPTY))));
  });
}

export const bayeux = {
  'bayeux long polling': withClient('long-polling', (client, url, _whole, given, context) => {
    let messages = 0;
    return pollingStream$<Message>(url, {
      ...ofHttp(given, context),
      decode: json<Message>(),
      mode: 'long',
      method: 'POST',
      headers: JSON_TYPE,
      body: () => JSON.stringify(client.next()),
      framing: 'json',
      sequence,
      // The server knows what it has sent, so the next request may follow at once.
      id: () => String(++messages),
      resume: false,
      observe: 'events',
    }).pipe(expand(client.take));
  }),
  'bayeux jsonp': withClient('callback-polling', (client, url, _whole, given) => {
    let messages = 0;
    const message = (): string => encodeURIComponent(JSON.stringify(client.next()));
    return pollingStream$<Message>(
      () =>
        jsonp$<readonly Message[]>(`${url}?message=${message()}`, {
          callbackParam: 'jsonp',
          timeout: 60_000,
          retry: false,
        }).pipe(mergeAll()),
      { retry: common(given).retry, mode: 'long', sequence, id: () => String(++messages), observe: 'events' },
    ).pipe(expand(client.take));
  }),
  'bayeux eventsource': withClient('eventsource', (client, url, _whole, given, context) => {
    const http = { ...ofHttp(given, context), decode: json<readonly Message[]>() };
    /** Turns true and false when the server has forgotten the client: then the stream is opened anew. */
    const forgotten = new BehaviorSubject(false);
    const own = async (): Promise<string> => {
      for (let greeting = client.greeting(); greeting.length > 0; greeting = client.greeting()) {
        for (const answer of await post(context.fetch, url, greeting)) client.take(answer);
      }
      return `${url}/${client.id ?? ''}`;
    };
    // Without these the server forgets the client. The first makes the server send what waited for the event stream. While
    // there is no event stream, they would be answered with the messages.
    const alive$ = pollingStream$<readonly Message[]>(url, {
      ...http,
      method: 'POST',
      headers: JSON_TYPE,
      body: () => JSON.stringify(client.connect()),
      interval: () => client.interval,
    }).pipe(
      tap((answers) => {
        answers.forEach(client.take);
        if (client.id !== undefined) return;
        forgotten.next(true);
        forgotten.next(false);
      }),
      ignoreElements(),
    );
    // An event has one message.
    const numbers = ({ data: [message] }: PushMessage<readonly Message[]>): number | undefined => numberOf(message);
    return sse$<readonly Message[]>(own, { ...http, sequence: numbers, pauseWhile: forgotten, observe: 'events' }).pipe(
      takeAll(client),
      whileOpen(alive$),
    );
  }),
  'bayeux websocket': withClient('websocket', (client, url, _whole, given, context) => {
    const greetings = new Subject<readonly Out[]>();
    return websocket$<Message, readonly Out[]>(url, {
      ...ofSocket(given, context),
      decode: json<Message>(),
      outgoing: merge(greetings, context.outgoing.pipe(map(client.publish))),
      framing: 'json',
      sequence,
      control: (raw, reply) => {
        const message = JSON.parse(String(raw)) as Message;
        if (message.error !== undefined && message.advice?.reconnect !== 'handshake') return false;
        if (message.channel !== '/meta/handshake' && message.channel !== '/meta/connect') return false;
        client.take(message);
        reply(client.next());
        return true;
      },
      observe: 'events',
    }).pipe(
      tap(({ kind }) => {
        if (kind === 'open') greetings.next(client.next());
      }),
      expand(client.take),
    );
  }),
} as const satisfies Readonly<Record<string, Recipe>>;
