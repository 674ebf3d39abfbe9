import { connect } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { createPushServer, type PushServer, type PushServerOptions } from './server.ts';

/** A listening server and its address. */
export interface Served {
  readonly server: PushServer;
  /** The http URL of a path. */
  readonly at: (path: string) => string;
}

const open: { close(): Promise<void> | void }[] = [];

/** Starts a server without a ticker; `cleanUp` ends it. */
export async function serve(options: PushServerOptions = {}): Promise<Served> {
  const server = createPushServer({ tickEvery: 0, ...options });
  open.push(server);
  const url = await server.listen();
  return { server, at: (path) => new URL(path, url).href };
}

/** Closes everything that these helpers have opened. */
export async function cleanUp(): Promise<void> {
  for (const each of open.splice(0).reverse()) await each.close();
}

/** Sends a POST, with the text as the body if given. */
export function post(url: string, body?: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', headers, ...(body !== undefined && { body }) });
}

/** Sends these bytes on a socket of its own. Resolves with what comes back until the server closes it. */
export function sendRaw(url: string, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), new URL(url).hostname);
    open.push({ close: () => void socket.destroy() });
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => (text += part));
    socket.once('error', () => undefined).once('close', () => resolve(text));
    socket.write(bytes);
  });
}

/** The status of a request that `fetch` would not send. */
export async function statusOf(url: string, method: string, path: string, headers: readonly string[]): Promise<number> {
  const head = [`${method} ${path} HTTP/1.1`, 'connection: close', ...headers].map((line) => `${line}\r\n`);
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(await sendRaw(url, `${head.join('')}\r\n`)) ?? [];
  return Number(status);
}

/** A streamed response, read chunk by chunk. */
export interface Reading {
  readonly response: Response;
  /** The text received so far. */
  readonly text: () => string;
  /** Waits until the received text matches. */
  readonly until: (pattern: RegExp) => Promise<string>;
  /** Resolves with the whole text at a clean end; rejects if the connection breaks. */
  readonly ended: Promise<string>;
  readonly close: () => void;
}

/** Opens a streamed response. */
export async function read(url: string, init: RequestInit = {}): Promise<Reading> {
  const hangUp = new AbortController();
  const response = await fetch(url, { ...init, signal: hangUp.signal });
  const body = response.body as unknown as AsyncIterable<Uint8Array>;
  const decoder = new TextDecoder();
  const waiting = new Set<() => void>();
  let text = '';
  const ended = (async () => {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      for (const check of [...waiting]) check();
    }
    return text;
  })();
  // Not every test awaits the end.
  ended.catch(() => undefined);
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!pattern.test(text)) return;
        waiting.delete(check);
        resolve(text);
      };
      waiting.add(check);
      ended.then(() => reject(new Error(`ended before ${pattern}: ${text}`)), reject);
      check();
    });
  const reading = { response, text: () => text, until, ended, close: () => hangUp.abort() };
  open.push(reading);
  return reading;
}

/** A WebSocket whose frames are read one by one. */
export interface Talk {
  readonly socket: WebSocket;
  /** The next frame: parsed JSON if it is text, bytes otherwise. */
  readonly next: () => Promise<unknown>;
  /** The text of the next frame. */
  readonly nextText: () => Promise<string>;
  readonly say: (request: unknown) => void;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** How many frames are not read yet. */
  readonly waiting: () => number;
}

/** Opens a WebSocket; rejects if the handshake fails. */
export async function talk(url: string, options: ClientOptions = {}): Promise<Talk> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), options);
  open.push({ close: () => socket.terminate() });
  const frames: { readonly data: Buffer; readonly isBinary: boolean }[] = [];
  let arrived = (): void => undefined;
  socket.on('message', (data, isBinary) => {
    frames.push({ data: data as Buffer, isBinary });
    arrived();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.on('error', () => undefined);
  const take = async (): Promise<{ readonly data: Buffer; readonly isBinary: boolean }> => {
    if (frames.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
    const frame = frames.shift();
    if (!frame) throw new Error('two frames requested at once');
    return frame;
  };
  return {
    socket,
    next: async () => {
      const { data, isBinary } = await take();
      return isBinary ? data : JSON.parse(data.toString());
    },
    nextText: async () => (await take()).data.toString(),
    say: (request) => socket.send(JSON.stringify(request)),
    closed,
    waiting: () => frames.length,
  };
}

/** The values of NDJSON. */
export function valuesOf(ndjson: string): unknown[] {
  return ndjson
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => (JSON.parse(line) as { value: unknown }).value);
}

/** Waits, without a timer, until a condition is true. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
