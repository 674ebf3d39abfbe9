/**
 * With a local server that uses OpenAI's format.
 *
 * @jest-environment node
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { isPushError } from 'ngx-comet/core';
import { firstValueFrom, take, toArray, type Observable } from 'rxjs';
import { chatCompletion$, type ChatRequest } from './chat-completion';

const request: ChatRequest = { model: 'small', messages: [{ role: 'user', content: 'Say hello' }] };

const chunk = (delta: object): string =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', choices: [{ index: 0, delta }] })}\n\n`;
const BEGINNING = chunk({ role: 'assistant', content: '' });
const END = `data: ${JSON.stringify({ id: 'c1', choices: [], usage: { total_tokens: 9 } })}\n\ndata: [DONE]\n\n`;

type Answer = (response: ServerResponse) => void;

describe('chatCompletion$', () => {
  let server: Server;
  let answers: Answer[];
  let asked: { authorization: string | undefined; body: unknown }[];
  let open: Set<ServerResponse>;

  beforeEach(async () => {
    answers = [];
    asked = [];
    const connections = (open = new Set());
    const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
      connections.add(response);
      response.on('close', () => connections.delete(response));
      asked.push({ authorization: incoming.headers.authorization, body: await json(incoming) });
      (answers.shift() ?? ((none) => none.writeHead(500).end()))(response);
    };
    server = createServer((incoming, response) => void answer(incoming, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const streams =
    (...parts: string[]): Answer =>
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      const next = (): void => {
        const part = parts.shift();
        if (part !== undefined) response.write(part, () => setImmediate(next));
      };
      next();
    };

  let tokens = 0;
  const ask = (): Observable<string> => {
    const { port } = server.address() as AddressInfo;
    return chatCompletion$(`http://127.0.0.1:${port}/v1/chat/completions`, request, { token: () => `t${++tokens}` });
  };

  it('streams the pieces of the answer and completes on [DONE], although the server holds the connection', async () => {
    tokens = 0;
    answers = [streams(BEGINNING, chunk({ content: 'Hel' }), chunk({ content: 'lo' }), chunk({}), END)];
    expect(await firstValueFrom(ask().pipe(toArray()))).toEqual(['Hel', 'lo']);
    expect(asked).toEqual([{ authorization: 'Bearer t1', body: { ...request, stream: true } }]);
    await until(() => open.size === 0);
  });

  it('makes no request before it is subscribed to, and one for every subscriber', async () => {
    answers = [streams(chunk({ content: 'a' }), END), streams(chunk({ content: 'b' }), END)];
    const answer$ = ask();
    expect(asked).toEqual([]);
    expect(await firstValueFrom(answer$.pipe(toArray()))).toEqual(['a']);
    expect(await firstValueFrom(answer$.pipe(toArray()))).toEqual(['b']);
  });

  it('stops the model when the subscriber unsubscribes', async () => {
    answers = [streams(BEGINNING, chunk({ content: 'Once' }), chunk({ content: ' upon' }))];
    expect(await firstValueFrom(ask().pipe(take(1)))).toBe('Once');
    await until(() => open.size === 0);
    expect(asked).toHaveLength(1);
  });

  it('stops the model before its first piece too', async () => {
    answers = [(response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()];
    const subscription = ask().subscribe();
    await until(() => open.size === 1 && asked.length === 1);
    subscription.unsubscribe();
    await until(() => open.size === 0);
    expect(asked).toHaveLength(1);
  });

  it('repeats the request with a fresh token before the first piece', async () => {
    tokens = 0;
    jest.spyOn(Math, 'random').mockReturnValue(0);
    answers = [
      (response) => void response.writeHead(429, { 'retry-after': '0' }).end(),
      streams(chunk({ content: 'Here' }), END),
    ];
    expect(await firstValueFrom(ask().pipe(toArray()))).toEqual(['Here']);
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer t1', 'Bearer t2']);
  });

  it('errors, and makes no second request, when the answer breaks off', async () => {
    answers = [
      (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(chunk({ content: 'Half' })),
    ];
    expect(await failure(ask())).toMatchObject({ code: 'closed' });
    expect(asked).toHaveLength(1);
  });

  it('errors with the error message of the model', async () => {
    answers = [streams(chunk({ content: 'a' }), 'data: {"error":{"message":"overloaded"}}\n\n')];
    expect(await failure(ask())).toMatchObject({ code: 'protocol', message: 'overloaded' });
    await until(() => open.size === 0);
  });

  it('errors at once when the token is rejected', async () => {
    answers = [(response) => void response.writeHead(401).end()];
    expect(await failure(ask())).toMatchObject({ code: 'http', status: 401 });
  });
});

async function failure(stream: Observable<unknown>): Promise<unknown> {
  try {
    await firstValueFrom(stream.pipe(toArray()));
  } catch (error) {
    if (isPushError(error)) return error;
    throw error;
  }
  throw new Error('it completed');
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 4_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`this never came true: ${String(condition)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
