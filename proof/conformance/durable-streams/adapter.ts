// The adapter of the Durable Streams client conformance tests (`src/protocol.ts` there): commands come in by stdin, one
// JSON per line, and each is answered by a line on stdout. What is read goes through the recipe durable-stream.ts. What is
// written, which is no part of ngx-comet, goes through fetch.
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { dynamicValue, errorOf, NOT_JSON, valuesOf, type Answer, type Command, type Dynamic } from './protocol';
import { read } from './read';

const FEATURES = { sse: true, longPoll: true, auto: true, streaming: true, dynamicHeaders: true };

/** Notes reads that failed: the suite does not always look. */
const failures = process.argv.at(-1) ?? '';
let server = '';
const types = new Map<string, string>();
const headersPerRequest: Dynamic = new Map();
const parametersPerRequest: Dynamic = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as Command;
  const answer = await answerTo(command).catch((error: unknown) => errorOf(command.type, String(error)));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
  if (command.type === 'shutdown') break;
}

async function answerTo(command: Command): Promise<Answer> {
  const { type, name = '' } = command;
  const done = { type, success: true };
  switch (type) {
    case 'init':
      server = command.serverUrl ?? '';
      return { ...done, clientName: 'ngx-comet', clientVersion: '1', features: FEATURES };
    case 'shutdown':
      return done;
    case 'set-dynamic-header':
      headersPerRequest.set(name, dynamicValue(command));
      return done;
    case 'set-dynamic-param':
      parametersPerRequest.set(name, dynamicValue(command));
      return done;
    case 'clear-dynamic':
      headersPerRequest.clear();
      parametersPerRequest.clear();
      return done;
    case 'read':
      return readStream(command);
    default:
      return write(command);
  }
}

async function readStream(command: Command): Promise<Answer> {
  const json = (types.get(command.path) ?? 'application/json').startsWith('application/json');
  const url = new URL(server + command.path);
  const paramsSent = valuesOf(parametersPerRequest);
  for (const [name, value] of Object.entries(paramsSent)) url.searchParams.set(name, value);
  let headersSent: Record<string, string> | undefined;
  const headers = (): Record<string, string> => {
    const now = valuesOf(headersPerRequest);
    headersSent ??= now;
    return { ...now, ...command.headers };
  };
  const answer = refusal(command, json) ?? (await read(command, { url: url.href, json, headers }));
  if (answer['success'] !== true) appendFileSync(failures, `${String(answer['message'])}\n`);
  return { ...answer, headersSent, paramsSent };
}

/** The recipe reads events of JSON streams only. */
function refusal({ live }: Command, json: boolean): Answer | undefined {
  if (live !== 'sse' || json) return undefined;
  return { ...errorOf('read', NOT_JSON), errorCode: 'NOT_SUPPORTED' };
}

/** Everything but reading, as the protocol says. */
async function write(command: Command): Promise<Answer> {
  const { type, path, data, binary, seq, closed, ttlSeconds, expiresAt } = command;
  const methods: Record<string, string> = { create: 'PUT', append: 'POST', close: 'POST', delete: 'DELETE' };
  const contentType = command.contentType ?? types.get(path) ?? 'application/octet-stream';
  if (type === 'create') types.set(path, contentType);
  const headersSent = valuesOf(headersPerRequest);
  const headers = {
    ...(['create', 'append', 'close'].includes(type) ? { 'Content-Type': contentType } : {}),
    ...(seq === undefined ? {} : { 'Stream-Seq': String(seq) }),
    ...(ttlSeconds === undefined ? {} : { 'Stream-TTL': String(ttlSeconds) }),
    ...(expiresAt === undefined ? {} : { 'Stream-Expires-At': expiresAt }),
    ...(closed === true || type === 'close' ? { 'Stream-Closed': 'true' } : {}),
    ...headersSent,
    ...command.headers,
  };
  const body = data === undefined ? null : binary === true ? Buffer.from(data, 'base64') : data;
  const response = await insist(() => fetch(server + path, { method: methods[type] ?? 'HEAD', headers, body }));
  const { status, ok } = response;
  if (!ok) return errorOf(type, `${status} ${await response.text()}`, status, response.headers);
  const of = (name: string): string | undefined => response.headers.get(name) ?? undefined;
  const known = of('content-type');
  if (known !== undefined && (type === 'connect' || type === 'head')) types.set(path, known);
  const offset = of('stream-next-offset');
  const streamClosed = of('stream-closed') === 'true';
  const ours = { offset, finalOffset: offset ?? '', contentType: known, streamClosed, headersSent, paramsSent: {} };
  // The suite's status of an append and of a close is that of its own client.
  return { type, success: true, status: type === 'create' ? status : 200, ...ours };
}

/** The suite wants a client that writes again when the server could not. */
async function insist(send: () => Promise<Response>): Promise<Response> {
  for (let left = 5; ; left--) {
    const response = await send().catch((error: unknown) => error);
    const ended = response instanceof Response && response.status < 500 && response.status !== 429;
    if (response instanceof Response && (ended || left === 0)) return response;
    if (left === 0) throw response;
    await delay(50);
  }
}
