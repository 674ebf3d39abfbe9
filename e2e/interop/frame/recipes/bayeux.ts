// Bayeux (https://docs.cometd.org/current/reference/#_bayeux), as faye serves it: a client shakes hands, subscribes, and
// then always has one `connect` at the server, which the server may hold. A client outlives its connections.
import { json, jsonp$, pollingStream$, PushError, sse$, websocket$, type PushEvent } from 'ngx-comet/core';
import { connect, defer, filter, finalize, ignoreElements, map, merge, Subject, switchMap, take, tap } from 'rxjs';
import type { Observable } from 'rxjs';
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

  /** What to send next. */
  readonly next = (): readonly Out[] => {
    const connectionType = this.#connectionType;
    if (this.#id === undefined)
      return [this.#meta('handshake', { version: '1.0', supportedConnectionTypes: [connectionType] })];
    const connection = this.#meta('connect', { connectionType });
    if (this.#subscribed) return [connection];
    return [this.#meta('subscribe', { subscription: this.#subscription }), connection];
  };

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
      // The server knows what it has sent, so the next request may follow at once.
      id: () => String(++messages),
      resume: false,
      observe: 'events',
    }).pipe(expand(client.take));
  }),
  'bayeux jsonp': withClient('callback-polling', (client, url, _whole, given) => {
    let answers = 0;
    const message = (): string => encodeURIComponent(JSON.stringify(client.next()));
    return pollingStream$<readonly Message[]>(
      () => jsonp$<readonly Message[]>(`${url}?message=${message()}`, { callbackParam: 'jsonp', timeout: 60_000 }),
      { retry: common(given).retry, mode: 'long', id: () => String(++answers), observe: 'events' },
    ).pipe(takeAll(client));
  }),
  'bayeux eventsource': withClient('eventsource', (client, url, _whole, given, context) => {
    const http = { ...ofHttp(given, context), decode: json<readonly Message[]>() };
    const own = async (): Promise<string> => {
      const again = client.id === undefined;
      for (let step = again ? 0 : 1; step < 2; step++) {
        for (const answer of await post(context.fetch, url, client.next())) client.take(answer);
      }
      return `${url}/${client.id ?? ''}`;
    };
    // Without these the server forgets the client.
    const alive$ = pollingStream$<readonly Message[]>(url, {
      ...http,
      method: 'POST',
      headers: JSON_TYPE,
      body: () => JSON.stringify(client.next()),
      interval: () => client.interval,
    }).pipe(ignoreElements());
    return sse$<readonly Message[]>(own, { ...http, observe: 'events' }).pipe(
      takeAll(client),
      connect((events$) => {
        const opened$ = events$.pipe(
          filter(({ kind }) => kind === 'open'),
          take(1),
        );
        return merge(events$, opened$.pipe(switchMap(() => alive$)));
      }),
    );
  }),
  'bayeux websocket': withClient('websocket', (client, url, _whole, given, context) => {
    const greetings = new Subject<readonly Out[]>();
    return websocket$<Message, readonly Out[]>(url, {
      ...ofSocket(given, context),
      decode: json<Message>(),
      outgoing: merge(greetings, context.outgoing.pipe(map(client.publish))),
      framing: 'json',
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
