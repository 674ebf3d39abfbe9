import { firstValueFrom, of, Subject, take, throwError, type Observable } from 'rxjs';
import { batchFrames } from '../operators/batch-frames';
import { bounded } from '../operators/bounded';
import { conflateBy } from '../operators/conflate-by';
import { connection } from '../connection/connection';
import { FakeWebSocket } from '../transports/websocket/spec-support/fake-websocket';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { jsonp$ } from '../transports/jsonp/jsonp';
import { outcome } from '../spec-support/outcome';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { request } from '../peer/request';
import { retryWithBackoff } from '../operators/retry-with-backoff';
import { sse$ } from '../transports/sse/sse';
import { validate } from '../operators/validate';
import { viaHttpStream } from '../transports/http-stream/via-http-stream';
import { viaJsonpPolling } from '../transports/jsonp/via-jsonp-polling';
import { viaLongPolling } from '../transports/polling/via-long-polling';
import { viaSse } from '../transports/sse/via-sse';
import { viaWebSocket } from '../transports/websocket/via-websocket';
import { websocket$ } from '../transports/websocket/websocket';
import type { PushEvent } from '../vocabulary/push-event';

const URL_ = 'https://host.example/feed';
const SOCKET = 'wss://host.example/feed';

/** Every option, and a value that would change what a stream does. */
const EVIL: Readonly<Record<string, unknown>> = {
  adaptive: { max: 1, factor: 1 },
  batch: true,
  binaryType: 'blob',
  body: 'evil',
  cache: 'force-cache',
  callbackParam: 'evil',
  channels: { subscribe: String, unsubscribe: String, nameOf: String },
  clock: { now: () => 0, schedule: () => fail('a foreign clock') },
  connectTimeout: 1,
  contain: false,
  create: () => fail('a foreign framing'),
  credentials: 'include',
  decode: () => 'evil',
  deliverWithin: 1,
  delimiter: 'v',
  distinct: () => true,
  encode: () => 'evil',
  events: ['evil'],
  every: 1,
  explain: () => fail('a foreign explanation'),
  factor: 9,
  fetch: () => fail('a foreign fetch'),
  framing: 'chunks',
  from: 'evil',
  gate: of(false),
  header: 'x-evil',
  headers: { 'x-evil': '1' },
  heartbeat: { every: 1, message: () => 'evil' },
  id: () => 'evil',
  idleTimeout: 1,
  integrity: 'sha256-evil',
  interval: 1,
  jitter: 1,
  linger: 60_000,
  logger: { warn: () => fail('a foreign logger') },
  match: () => false,
  max: 1,
  maxMessageSize: 1,
  message: () => 'evil',
  method: 'DELETE',
  mode: 'long',
  nonce: 'evil',
  nullIsNoNews: true,
  observe: 'events',
  onEnd: 'reconnect',
  onInvalid: 'error',
  outgoing: of('evil'),
  overflow: 'drop-newest',
  pauseWhile: of(true),
  probeAfter: 1,
  protocols: 'evil',
  query: 'evil',
  queue: { max: 0 },
  redirect: 'error',
  remember: 'evil',
  replay: 'last',
  resume: { query: 'evil', from: 'evil' },
  retry: false,
  schema: { '~standard': { version: 1, vendor: 'evil', validate: () => ({ value: 'evil' }) } },
  sendVia: () => fail('a foreign sendVia'),
  sequence: () => 7,
  stableAfter: 0,
  store: { get: () => 'evil', set: () => fail('a foreign store') },
  timeout: 1,
  transient: () => false,
  transientClose: () => false,
  trustedTypesPolicy: 'evil',
  unsent: () => fail('a foreign unsent'),
  until: () => true,
  via: 'event-source',
  WebSocket: class extends FakeWebSocket {},
  window: 0,
};

const names = Object.keys(EVIL);
const prototype = Object.prototype as unknown as Record<string, unknown>;

/** Waits for what happens without a timer. */
async function until(condition: () => boolean): Promise<void> {
  for (let turns = 0; !condition(); turns++) {
    if (turns > 1_000) fail('nothing');
    await Promise.resolve();
  }
}

function fail(what: string): never {
  throw new Error(`${what} was used`);
}

/** A response that is made before anything is polluted: the constructor of the platform's reads inherited properties. */
interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array>;
}

function answer(type: string, text: string, status = 200): Answer {
  const bytes = new TextEncoder().encode(text);
  return {
    ok: status === 200,
    status,
    statusText: 'Status',
    url: URL_,
    headers: new Headers({ 'content-type': type }),
    body: {
      async *[Symbol.asyncIterator]() {
        yield bytes;
      },
    },
  };
}

describe('an option on Object.prototype', () => {
  let answers: Answer[];
  let trace: unknown[];
  let warnings: jest.SpyInstance;
  /** What happens if nothing is polluted. */
  let clean: string | undefined;

  beforeEach(() => {
    jest.spyOn(globalThis, 'fetch').mockImplementation(((url: string, init: RequestInit) => {
      const seen = [];
      // Inherited properties too, as the platform reads them.
      for (const name in init) seen.push(name === 'headers' ? [...(init.headers as Headers)] : name);
      trace.push('fetch', url, seen, init.method, init.credentials, init.body);
      return Promise.resolve(answers.shift());
    }) as never);
    warnings = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    Object.assign(globalThis, { WebSocket: FakeWebSocket });
    FakeWebSocket.all = [];
  });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'WebSocket');
  });

  const shown = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'kind' in value
      ? (value as PushEvent<unknown>).kind
      : value instanceof Error
        ? value.message
        : JSON.stringify(value);

  async function note(name: string, stream: Observable<unknown>): Promise<void> {
    const { values, error } = await outcome(stream);
    trace.push(name, values.map(shown), error === undefined ? 'complete' : shown(error));
  }

  /** The socket that is made next opens, and sends two messages. */
  async function play(name: string, stream: Observable<unknown>): Promise<void> {
    const before = FakeWebSocket.all.length;
    const done = note(name, stream);
    await until(() => FakeWebSocket.all.length > before);
    const socket = FakeWebSocket.last;
    socket.open();
    socket.message('1');
    socket.message('2');
    await done;
    trace.push(
      socket.constructor.name,
      socket.url,
      socket.protocols,
      socket.binaryType,
      socket.sent,
      socket.closedWith,
    );
  }

  /** Uses every factory, route and operator once, with as few options as possible. */
  async function useAll(): Promise<unknown[]> {
    trace = [];
    await note('sse', sse$(URL_, { resume: {} }).pipe(take(2)));
    await note('sse of a missing feed', sse$(URL_));
    await note('stream', httpStream$(URL_, { framing: { delimiter: ';' } }));
    await note('bad stream', httpStream$(URL_));
    await note('poll', pollingStream$(URL_).pipe(take(1)));
    await note('poll of a function', pollingStream$(() => [1]).pipe(take(1)));
    await note('connection', connection([viaSse(URL_)]).data$.pipe(take(1)));
    await note('long polls', connection([viaLongPolling(URL_)]).data$.pipe(take(1)));
    await note('lines', connection([viaHttpStream(URL_)]).data$.pipe(take(2)));
    await play('socket', websocket$(SOCKET, { queue: {} }).pipe(take(2)));
    const feed = connection([viaWebSocket(SOCKET)], { queue: { max: 5 } });
    feed.send('hello');
    feed.send('again');
    await play('connected socket', feed.data$.pipe(take(2)));
    for (const stream of [jsonp$(URL_), connection([viaJsonpPolling(URL_)]).data$]) {
      const subscription = stream.subscribe({ error: (error: unknown) => trace.push(shown(error)) });
      await until(() => document.querySelector('iframe, script') !== null);
      const [frame] = document.querySelectorAll('iframe, script');
      trace.push(frame?.tagName, frame?.getAttribute('srcdoc')?.replace(/ngxComet_\w+/g, 'name'));
      subscription.unsubscribe();
    }
    await operators();
    trace.push(warnings.mock.calls.length);
    return trace;
  }

  async function operators(): Promise<void> {
    const numbers = of(1, 2, 3);
    await note('batchFrames', numbers.pipe(batchFrames()));
    await note('conflateBy', numbers.pipe(conflateBy((value) => value)));
    await note('bounded', numbers.pipe(bounded({ max: 9, overflow: 'error' })));
    const schema = { '~standard': { version: 1, vendor: 'spec', validate: () => ({ issues: [{ message: 'no' }] }) } };
    await note('validate', numbers.pipe(validate(schema as never)));
    await note('retryWithBackoff', throwError(() => new Error('no')).pipe(retryWithBackoff(() => undefined)));
    const events$ = new Subject<PushEvent<number>>();
    const reply = firstValueFrom(request({ events$, send: () => undefined }, 1, { match: (data) => data === 2 }));
    for (const data of [1, 2]) {
      events$.next({ kind: 'message', message: { data, event: '', id: '', transport: 'sse' } });
    }
    trace.push(await reply);
  }

  const allAnswers = (): Answer[] => [
    answer('text/event-stream', 'id: 1\ndata: 1\n\ndata: 2\n\n'),
    answer('text/plain', 'not found', 404),
    answer('text/plain', '1;2;'),
    answer('text/plain', 'gone', 404),
    answer('application/json', '{"v":1}'),
    answer('text/event-stream', 'data: 1\n\n'),
    answer('text/plain', '1\n2\n'),
    answer('text/plain', '1\n2\n'),
  ];

  async function polluted(name: string, value: unknown): Promise<unknown[]> {
    answers = allAnswers();
    Object.defineProperty(prototype, name, { value, configurable: true, enumerable: true, writable: true });
    try {
      return await useAll();
    } catch (error) {
      return [...trace, String(error)];
    } finally {
      Reflect.deleteProperty(prototype, name);
    }
  }

  it.each(names)('changes nothing: %s', async (name) => {
    answers = allAnswers();
    clean ??= JSON.stringify(await useAll());
    expect(clean).toContain('"socket",["1","2"],"complete"');
    warnings.mockClear();
    expect(JSON.stringify(await polluted(name, EVIL[name]))).toBe(clean);
    // RxJS itself reads an inherited `id` of its timers.
    if (name === 'id') return;
    warnings.mockClear();
    expect(JSON.stringify(await polluted(name, Symbol('evil')))).toBe(clean);
  });
});
