/**
 * With the server of `@modelcontextprotocol/sdk`.
 *
 * @jest-environment node
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  StreamableHTTPServerTransport,
  type EventStore,
  type StreamableHTTPServerTransportOptions,
} from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  InitializeRequestSchema,
  type JSONRPCMessage,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import { constant, type PushEvent } from 'ngx-comet/core';
import { BehaviorSubject, filter, firstValueFrom, mergeMap, ReplaySubject, Subject, Subscription } from 'rxjs';
import { outcome, until } from '../core/src/spec-support/outcome';
import { TcpProxy } from '../core/src/spec-support/tcp-proxy';
import { isSessionLost, mcp$, type McpOptions, type McpSession } from './mcp';
import type { McpMessage } from './mcp-http';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** The one tool of the server, as a test plays it. */
interface Work {
  readonly extra: Extra;
  progress(progress: number): Promise<void>;
  finish(text: string): void;
}

/** Keeps the events of all streams in their order. The one of the SDK's examples sorts those of one millisecond at random. */
class Events implements EventStore {
  readonly #events: { readonly stream: string; readonly message: JSONRPCMessage }[] = [];
  forgets = false;

  storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    return Promise.resolve(String(this.#events.push({ stream, message }) - 1));
  }

  getStreamIdForEventId(id: string): Promise<string | undefined> {
    return Promise.resolve(this.forgets ? undefined : this.#events[Number(id)]?.stream);
  }

  async replayEventsAfter(
    id: string,
    { send }: { readonly send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const of = this.#events[Number(id)]?.stream ?? '';
    for (const [index, { stream, message }] of this.#events.entries())
      if (index > Number(id) && stream === of) await send(String(index), message);
    return of;
  }
}

describe('mcp$', () => {
  let server: Server;
  let proxy: TcpProxy;
  let gate: BehaviorSubject<boolean>;
  let asked: IncomingMessage[];
  let closed: number;
  let sessions: Map<string, StreamableHTTPServerTransport>;
  let servers: McpServer[];
  let listens: boolean;
  /** How many requests are refused. */
  let busy: number;
  let refuses: boolean;
  let transportOptions: StreamableHTTPServerTransportOptions;
  let works: Work[];
  let using: Subscription;

  beforeEach(async () => {
    gate = new BehaviorSubject(true);
    asked = [];
    closed = 0;
    works = [];
    servers = [];
    sessions = new Map();
    listens = true;
    busy = 0;
    refuses = false;
    transportOptions = { eventStore: new Events(), retryInterval: 1 };
    using = new Subscription();
    server = createServer((request, response) => {
      asked.push(request);
      response.on('close', () => closed++);
      void answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy = await TcpProxy.to((server.address() as AddressInfo).port);
  });

  afterEach(async () => {
    using.unsubscribe();
    for (const mcp of servers) await mcp.close();
    await proxy.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.headers['mcp-session-id'];
    if (id !== undefined && !sessions.has(String(id))) return void response.writeHead(404).end();
    if (busy-- > 0) return void response.writeHead(503).end();
    if (request.method === 'GET' && !listens) return void response.writeHead(405).end();
    const transport = sessions.get(String(id)) ?? (await begin());
    return transport.handleRequest(request, response);
  }

  async function begin(): Promise<StreamableHTTPServerTransport> {
    const mcp = new McpServer({ name: 'local', version: '1' }, { capabilities: { logging: {} } });
    mcp.registerTool('work', {}, (extra) => {
      const text = new Subject<string>();
      const result = firstValueFrom(text).then((one) => ({ content: [{ type: 'text' as const, text: one }] }));
      const progress = (value: number): Promise<void> => {
        const progressToken = extra._meta?.progressToken ?? 'none';
        return extra.sendNotification({
          method: 'notifications/progress',
          params: { progressToken, progress: value },
        });
      };
      works.push({ extra, progress, finish: (one) => text.next(one) });
      return result;
    });
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      ...transportOptions,
    });
    if (refuses) mcp.server.setRequestHandler(InitializeRequestSchema, () => Promise.reject(new Error('not today')));
    servers.push(mcp);
    await mcp.connect(transport);
    return transport;
  }

  const connect = (options: Partial<McpOptions> = {}): ReturnType<typeof mcp$> =>
    mcp$(`http://127.0.0.1:${proxy.port}/mcp`, {
      clientInfo: { name: 'page', version: '1' },
      retry: constant(1),
      gate,
      ...options,
    });

  /** Opens a session that lasts until the end of the test. */
  function open(options?: Partial<McpOptions>): Promise<McpSession> {
    const session = new ReplaySubject<McpSession>(1);
    using.add(connect(options).subscribe(session));
    return firstValueFrom(session);
  }

  /** What a stream emitted, in short, and its error. */
  interface Story {
    readonly seen: unknown[];
    readonly subscription: Subscription;
    error?: unknown;
    completed?: boolean;
  }

  function follow(stream: ReturnType<McpSession['listen']>): Story {
    const seen: unknown[] = [];
    const story: Story = {
      seen,
      subscription: stream.subscribe({
        next: (event) => seen.push(...wordsOf(event)),
        error: (error: unknown) => (story.error = error),
        complete: () => (story.completed = true),
      }),
    };
    using.add(story.subscription);
    return story;
  }

  function wordsOf(event: PushEvent<McpMessage>): unknown[] {
    if (event.kind === 'open') return [event.continuity];
    if (event.kind !== 'message') return [];
    const { method, params, result, error } = event.message.data;
    if (method === 'notifications/progress') return [params?.['progress']];
    return [method ?? (result?.['content'] as readonly { readonly text: string }[])[0]?.text ?? error];
  }

  const work = (session: McpSession): Story => follow(session.request('tools/call', { name: 'work' }));
  const last = (): Work => works.at(-1) as Work;
  const methods = (): unknown[] => asked.map(({ method }) => method);

  /** Cuts all connections, and waits until the server knows. */
  async function cut(): Promise<void> {
    gate.next(false);
    proxy.cut();
    await until(() => closed === asked.length);
  }

  it('initializes, names the session and the version in every later request, and ends the session', async () => {
    const session = await open();
    expect(session.server).toMatchObject({ protocolVersion: '2025-11-25', serverInfo: { name: 'local' } });
    expect(methods()).toEqual(['POST', 'POST']);
    const tools = await outcome(session.request('tools/list'));
    expect(tools.values.at(-1)).toMatchObject({ message: { data: { result: { tools: [{ name: 'work' }] } } } });
    using.unsubscribe();
    await until(() => asked.length === 4);
    expect(methods()).toEqual(['POST', 'POST', 'POST', 'DELETE']);
    const [id] = [...sessions.keys()];
    const sent = asked.map(({ headers }) => [headers['mcp-session-id'], headers['mcp-protocol-version']]);
    expect(sent).toEqual([[undefined, undefined], ...Array.from({ length: 3 }, () => [id, '2025-11-25'])]);
  });

  it('emits the progress of a call, and completes after its response', async () => {
    const call = work(await open());
    await until(() => works.length === 1);
    await last().progress(1);
    await last().progress(2);
    last().finish('done');
    await until(() => call.completed === true);
    expect(call.seen).toEqual(['first', 1, 2, 'done']);
    await until(() => closed === asked.length);
  });

  it('reads an answer in JSON', async () => {
    transportOptions = { enableJsonResponse: true };
    const call = work(await open());
    await until(() => works.length === 1);
    last().finish('done');
    await until(() => call.completed === true);
    expect(call.seen).toEqual(['first', 'done']);
  });

  it.each([
    ['it is not known whether anything is missing', {}, 'unknown'],
    ['nothing is missing, if the server keeps all events', { trusted: true }, 'resumed'],
  ])('goes on after a cut, without a second POST: %s', async (_what, options, continuity) => {
    const call = work(await open(options));
    await until(() => works.length === 1);
    await last().progress(1);
    await until(() => call.seen.length === 2);
    await cut();
    await last().progress(2);
    gate.next(true);
    await until(() => call.seen.length === 4);
    last().finish('done');
    await until(() => call.completed === true);
    expect(call.seen).toEqual(['first', 1, continuity, 2, 'done']);
    expect(works).toHaveLength(1);
    expect(methods()).toEqual(['POST', 'POST', 'POST', 'GET']);
  });

  it('gets the response that was ready while it was cut off', async () => {
    const call = work(await open());
    await until(() => works.length === 1 && call.seen.length === 1);
    await last().progress(1);
    await until(() => call.seen.length === 2);
    await cut();
    last().finish('done');
    gate.next(true);
    await until(() => call.completed === true);
    expect(call.seen).toEqual(['first', 1, 'unknown', 'done']);
  });

  it('goes on when the server ends the connection before the response', async () => {
    const call = work(await open());
    await until(() => works.length === 1 && call.seen.length === 1);
    last().extra.closeSSEStream?.();
    await until(() => call.seen.length === 2);
    last().finish('done');
    await until(() => call.completed === true);
    expect(call.seen).toEqual(['first', 'unknown', 'done']);
    expect(works).toHaveLength(1);
  });

  it('fails, and sends no second POST, when a call is cut before the first event id', async () => {
    transportOptions = {};
    const call = work(await open());
    await until(() => works.length === 1 && call.seen.length === 1);
    proxy.cut();
    await until(() => call.error !== undefined);
    expect(call.error).toMatchObject({ code: 'network' });
    expect(works).toHaveLength(1);
  });

  it('sends no second POST after a pause before the first event id', async () => {
    transportOptions = {};
    const pauseWhile = new BehaviorSubject(false);
    const call = work(await open({ pauseWhile }));
    await until(() => works.length === 1 && call.seen.length === 1);
    pauseWhile.next(true);
    pauseWhile.next(false);
    await until(() => call.error !== undefined);
    expect(call.error).toMatchObject({ code: 'closed', transient: false });
    expect(works).toHaveLength(1);
  });

  it('sends the POST again when the server refused it because it is busy', async () => {
    const session = await open();
    busy = 2;
    const { error } = await outcome(session.request('tools/list'));
    expect(error).toBeUndefined();
    expect(methods()).toEqual(['POST', 'POST', 'POST', 'POST', 'POST']);
  });

  it('fails, and opens no other stream, when the server does not know the last event id any more', async () => {
    const events = new Events();
    transportOptions = { eventStore: events };
    const call = work(await open());
    await until(() => works.length === 1);
    await last().progress(1);
    await until(() => call.seen.length === 2);
    await cut();
    events.forgets = true;
    gate.next(true);
    await until(() => call.error !== undefined);
    expect(call.error).toMatchObject({ code: 'http', status: 400 });
    expect([works.length, methods()]).toEqual([1, ['POST', 'POST', 'POST', 'GET']]);
  });

  it('cancels a call when it is unsubscribed from', async () => {
    const call = work(await open());
    await until(() => works.length === 1);
    call.subscription.unsubscribe();
    await until(() => last().extra.signal.aborted);
    await until(() => closed === asked.length);
  });

  it('listens to the server, and goes on after a cut', async () => {
    const stream = follow((await open({ trusted: true })).listen());
    await until(() => stream.seen.length === 1);
    const [mcp] = servers;
    await mcp?.server.sendLoggingMessage({ level: 'info', data: 'one' });
    await until(() => stream.seen.length === 2);
    await cut();
    await mcp?.server.sendLoggingMessage({ level: 'info', data: 'two' });
    gate.next(true);
    await until(() => stream.seen.length === 4);
    expect(stream.seen).toEqual(['first', 'notifications/message', 'resumed', 'notifications/message']);
    stream.subscription.unsubscribe();
    await until(() => closed === asked.length);
  });

  it('answers a request of the server', async () => {
    const session = await open();
    const stream = session.listen().pipe(
      filter((event) => event.kind === 'message'),
      mergeMap(({ message: { data } }) => session.send({ id: data.id, result: {} })),
    );
    using.add(stream.subscribe());
    await until(() => asked.length === 3);
    expect(await servers[0]?.server.ping()).toEqual({});
  });

  it('completes at once where the server has no stream of its own', async () => {
    listens = false;
    const { values, error } = await outcome((await open()).listen());
    expect(values.map(({ kind }) => kind)).toEqual(['connecting']);
    expect(error).toBeUndefined();
  });

  it('tells that the session is lost, and begins another one at the next subscription', async () => {
    const session = await open();
    sessions.clear();
    const { error } = await outcome(session.request('tools/list'));
    expect(error).toMatchObject({ code: 'http', status: 404 });
    expect([isSessionLost(error), isSessionLost(new Error('404'))]).toEqual([true, false]);
    const again = await open();
    expect((await outcome(again.request('tools/list'))).error).toBeUndefined();
  });

  it('fails with the error of the server that refuses to initialize', async () => {
    refuses = true;
    const { error } = await outcome(connect());
    expect(error).toMatchObject({ code: 'protocol', message: 'not today' });
  });
});
