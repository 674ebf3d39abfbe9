// The feeds of a page: each has numbered messages of the server, and some send commands.
import {
  cappedAt,
  connection,
  equalJitter,
  exponential,
  honouringServer,
  httpStream$,
  jsonp$,
  pollingStream$,
  schedule,
  sse$,
  viaHttpStream,
  viaJsonpPolling,
  viaLongPolling,
  viaSse,
  viaWebSocket,
  websocket$,
  whenTransient,
  type Connection,
  type PushEvent,
} from 'ngx-comet/core';
import { filter, Subject, type Observable } from 'rxjs';
import { CommandChecker } from '../command-checker';
import { FeedChecker } from '../feed-checker';

/** `n` counts what the server publishes; a command comes back as the message that it published. */
export interface Numbered {
  readonly id: string;
  readonly value: {
    readonly n?: number;
    readonly command?: string;
    /** How it was sent: over which way, and at which call. */
    readonly by?: string;
  };
}

export type Publish = { readonly type: 'publish'; readonly value: Numbered['value'] } | { readonly type: 'ping' };

/** One feed of the page, judged. */
export interface Subject$ {
  readonly name: string;
  readonly checker: FeedChecker;
  readonly commands: CommandChecker | undefined;
  start(): void;
  stop(): void;
  /** Sends one command, if it can. */
  say(): void;
}

const RETRY = schedule(exponential(200, 2), cappedAt(2_000), equalJitter(), honouringServer(), whenTransient());
const id = (message: Numbered): string => message.id;
const sequence = ({ data }: { readonly data: Numbered }): number | undefined => data.value.n;
/** Few enough to be full soon, so that what is bounded does not look like a leak, or hide one. */
export const KEPT = 100;
export const resume = { query: 'cursor', window: KEPT } as const;
const numberOf = (data: unknown): number | undefined => (data as Numbered).value.n;
/** A page that soaks for 20 minutes reads no console. */
export const quiet = { warn: (): void => undefined };
/** The options of a connection. */
export const connected = {
  retry: RETRY,
  connectTimeout: 5_000,
  idleTimeout: 4_000,
  sequence,
  logger: quiet,
} as const;
/** The options of a stream. */
export const shared = { ...connected, observe: 'events' } as const;
const control = (raw: unknown): boolean => typeof raw === 'string' && raw.startsWith('{"type":');
const heartbeat = { every: 3_000, timeout: 3_000, message: (): Publish => ({ type: 'ping' }) };

function receiving(name: string, make: () => Observable<PushEvent<Numbered>>): Subject$ {
  return watching({ name, make });
}

interface Watching {
  readonly name: string;
  readonly make: () => Observable<PushEvent<Numbered>>;
  readonly commands?: CommandChecker;
  readonly say?: (id: number) => void;
}

/** The names of the commands are the page's own: other pages get their messages too. */
const page = Math.random().toString(36).slice(2);
const commandOf = (name: string, n: number): string => `${page}/${name}/${n}`;

function watching({ name, make, commands, say }: Watching): Subject$ {
  const checker = new FeedChecker();
  const own = `${page}/${name}/`;
  let subscription = new Subject<unknown>().subscribe();
  const take = (event: PushEvent<Numbered>): void => {
    checker.take(event, numberOf);
    if (commands === undefined) return;
    if (event.kind === 'lost' || event.kind === 'rejected') commands.reported();
    if (event.kind === 'open' && event.continuity !== 'resumed') commands.reported();
    if (event.kind !== 'message') return;
    const { id: message, value } = event.message.data;
    if (value.command?.startsWith(own) !== true) return;
    commands.acknowledge(Number(value.command.slice(own.length)), `${message} (${value.by ?? 'socket'})`);
  };
  return {
    name,
    checker,
    commands,
    start: () => {
      checker.beginsAnew();
      commands?.beginsAnew();
      subscription = make().subscribe({
        next: take,
        error: (error: unknown) => {
          checker.ended(String(error));
        },
        complete: () => {
          checker.ended('complete');
        },
      });
    },
    stop: () => {
      subscription.unsubscribe();
      // The page itself left what was under way.
      commands?.reported();
    },
    say: () => {
      if (commands !== undefined) say?.(commands.send());
    },
  };
}

const publish = (name: string, n: number): Publish => ({ type: 'publish', value: { command: commandOf(name, n) } });

function webSocket(feed: string): Subject$ {
  const commands = new CommandChecker();
  const outgoing = new Subject<Publish>();
  const name = 'websocket$';
  const returned = (value: unknown): void => {
    const { value: sent } = value as Extract<Publish, { readonly type: 'publish' }>;
    commands.returned(Number(sent.command?.split('/').at(-1)));
  };
  return watching({
    name,
    commands,
    say: (n) => {
      outgoing.next(publish(name, n));
    },
    make: () =>
      websocket$<Numbered, Publish>(`${feed}/websocket`, {
        ...shared,
        id,
        resume,
        outgoing,
        control,
        heartbeat,
        unsent: ({ values }) => {
          values.forEach(returned);
        },
      }),
  });
}

/** Short polls, long polls, a stream, server-sent events, a WebSocket, and polls by JSONP. */
export function transports(): readonly Subject$[] {
  const feed = '/feeds/soak';
  const polls = { ...shared, id, resume, framing: 'lines', idleTimeout: 0 } as const;
  return [
    receiving('pollingStream$, short', () => pollingStream$<Numbered>(`${feed}/polling`, { ...polls, interval: 500 })),
    receiving('pollingStream$, long', () =>
      pollingStream$<Numbered>(`${feed}/long-polling?hold=5000`, {
        ...polls,
        mode: 'long',
        interval: 500,
        timeout: 10_000,
      }),
    ),
    receiving('httpStream$', () =>
      httpStream$<Numbered>(`${feed}/http-stream`, { ...shared, id, resume, onEnd: 'reconnect' }),
    ),
    receiving('sse$', () => sse$<Numbered>(`${feed}/sse`, { ...shared, resume: { window: KEPT } })),
    webSocket(feed),
    receiving('jsonp$ under pollingStream$', () =>
      pollingStream$<Numbered>(
        ({ cursor = '' }) =>
          jsonp$<Numbered | null>(`/feeds/slow/jsonp?hold=3000&cursor=${encodeURIComponent(cursor)}`, {
            timeout: 6_000,
            retry: false,
            logger: quiet,
          }).pipe(filter((message) => message !== null)),
        { ...shared, id, idleTimeout: 0, connectTimeout: 0, mode: 'long', interval: 500, timeout: 10_000 },
      ),
    ),
    receiving(
      'viaJsonpPolling',
      () =>
        connection<Numbered>([viaJsonpPolling('/feeds/slow/jsonp?hold=3000', { batch: true, id, resume })], {
          ...connected,
          idleTimeout: 0,
        }).events$,
    ),
  ];
}

export function routes(feed: string) {
  return [
    viaWebSocket<Numbered, Publish>(`${feed}/websocket`, { id, resume, control, heartbeat }),
    viaSse<Numbered>(`${feed}/sse`),
    viaHttpStream<Numbered>(`${feed}/http-stream`, { id, resume, onEnd: 'reconnect' }),
    viaLongPolling<Numbered>(`${feed}/long-polling?hold=5000`, { id, resume, framing: 'lines', interval: 500 }),
  ];
}

export function sendVia(feed: string): (value: Publish) => Promise<unknown> {
  let calls = 0;
  return async (value) => {
    if (value.type === 'ping') return;
    const body = JSON.stringify({ ...value.value, by: `request ${++calls}` });
    const { ok, status } = await fetch(feed, { method: 'POST', body });
    if (!ok) throw new Error(`the command was answered by ${status}`);
  };
}

/** A connection that is made anew at every start. */
export function overRoutes(name: string, open: (commands: CommandChecker) => Connection<Numbered, Publish>): Subject$ {
  const commands = new CommandChecker();
  let feed: Connection<Numbered, Publish> | undefined;
  const subject = watching({
    name,
    commands,
    make: () => (feed = open(commands)).events$,
    say: (n) => {
      feed?.send(publish(name, n));
    },
  });
  return {
    ...subject,
    stop: () => {
      subject.stop();
      feed?.close();
    },
  };
}

/** What it warns of is reported. */
export const telling = (commands: CommandChecker): { warn(text: string): void } => ({
  warn: () => {
    commands.reported();
  },
});

export function oneConnection(): readonly Subject$[] {
  const feed = '/feeds/soak';
  return [
    overRoutes('connection()', (commands) =>
      connection<Numbered, Publish>(routes(feed), {
        ...connected,
        resume,
        logger: telling(commands),
        probeAfter: 5_000,
        deliverWithin: 3_000,
        sendVia: sendVia(feed),
      }),
    ),
  ];
}
