// Lean subscribers: as little as a client can be that resumes by the id of its last message. They check the numbers
// of messages themselves.
import { request as httpsRequest, Agent } from 'node:https';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Numbered } from './population.ts';

/** What a connection reports. `lost` is its last word. */
export interface Wire {
  opened(node: string | undefined): void;
  message(message: Numbered, cursor: Cursor): void;
  lost(why: string): void;
}

/** The headers, or the part of the query, by which the next connection resumes. */
export interface Cursor {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

export type Connect = (url: URL, cursor: Cursor, wire: Wire) => void;

const polls = new Agent({ keepAlive: true, maxSockets: Infinity });
/** As in ngx-comet: a connection that says nothing for so long before it opens is given up. */
const CONNECT_TIMEOUT = 15_000;
/** Longer than nchan holds a poll. */
const POLL_TIMEOUT = 60_000;
const EVENTS = { accept: 'text/event-stream' };

export const sse1: Connect = (url, cursor, wire) => {
  const request = httpsRequest(url, { agent: false, headers: { ...EVENTS, ...cursor.headers } }, (response) => {
    if (refused(response, wire)) return;
    request.setTimeout(0);
    wire.opened(nodeOf(response.headers));
    readEvents(response, wire);
    response.once('close', () => {
      wire.lost('closed');
    });
  });
  request.once('error', (error) => {
    wire.lost(reasonOf(error));
  });
  giveUpAfter(request, CONNECT_TIMEOUT);
  request.end();
};

/** As many streams on a connection as a session has places. */
const STREAMS = 50;
const sessions: { session: ClientHttp2Session; places: number }[] = [];

function sessionTo(origin: string): ClientHttp2Session {
  const free = sessions.find(({ session, places }) => places > 0 && !session.closed && !session.destroyed);
  if (free !== undefined) {
    free.places--;
    return free.session;
  }
  const session = connect(origin);
  session.setMaxListeners(0);
  // Its streams report it.
  session.on('error', () => undefined);
  const entry = { session, places: STREAMS - 1 };
  sessions.push(entry);
  // No further streams, as the server wishes.
  session.once('goaway', () => (entry.places = 0));
  session.once('close', () => sessions.splice(sessions.indexOf(entry), 1));
  return session;
}

export const sse2: Connect = (url, cursor, wire) => {
  const session = sessionTo(url.origin);
  const stream = session.request({ ':path': url.pathname, ...EVENTS, ...cursor.headers });
  // Nothing else of this session is answered either.
  stream.setTimeout(CONNECT_TIMEOUT, () => {
    session.destroy();
  });
  stream.once('response', (headers) => {
    stream.setTimeout(0);
    if (headers[':status'] !== 200) {
      stream.close();
      wire.lost(`status ${headers[':status'] ?? 0}`);
      return;
    }
    wire.opened(nodeOf(headers));
    readEvents(stream, wire);
  });
  let reason = 'closed';
  stream.once('error', (error: Error) => (reason = reasonOf(error)));
  stream.once('close', () => {
    wire.lost(reason);
  });
};

export const longPolling: Connect = (url, cursor, wire) => {
  const request = httpsRequest(url, { agent: polls, headers: { ...cursor.headers } }, (response) => {
    // Nothing new: ask again.
    if (response.statusCode === 408) {
      response.resume();
      response.once('end', () => {
        longPolling(url, cursor, wire);
      });
      return;
    }
    if (refused(response, wire)) return;
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => (text += part));
    response.once('error', (error) => {
      wire.lost(reasonOf(error));
    });
    response.once('end', () => {
      const { etag = '', 'last-modified': modified = '' } = response.headers;
      const next = { headers: { 'if-none-match': etag, 'if-modified-since': modified } };
      wire.opened(nodeOf(response.headers));
      // Several messages are several lines.
      for (const line of text.split('\n')) if (line !== '') wire.message(JSON.parse(line) as Numbered, next);
      longPolling(url, next, wire);
    });
  });
  request.once('error', (error) => {
    wire.lost(reasonOf(error));
  });
  giveUpAfter(request, POLL_TIMEOUT);
  request.end();
};

export const websocket: Connect = (url, { query }, wire) => {
  const target = query === undefined ? url : new URL(`?${query}`, url);
  const request = httpsRequest(target, {
    agent: false,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      // Each frame of nchan then begins with the id.
      'sec-websocket-protocol': 'ws+meta.nchan',
    },
  });
  request.once('upgrade', (response, socket, head) => {
    request.setTimeout(0);
    wire.opened(nodeOf(response.headers));
    readFrames(socket, head, wire);
  });
  request.once('response', (response) => refused(response, wire));
  request.once('error', (error) => {
    wire.lost(reasonOf(error));
  });
  giveUpAfter(request, CONNECT_TIMEOUT);
  request.end();
};

function giveUpAfter(request: ClientRequest, milliseconds: number): void {
  request.setTimeout(milliseconds, () => request.destroy(new Error('timeout')));
}

function readEvents(stream: NodeJS.ReadableStream, wire: Wire): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    const events = (rest + part).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      const id = /^id: (.*)$/m.exec(event)?.[1];
      if (data === undefined) continue;
      wire.message(JSON.parse(data) as Numbered, id === undefined ? {} : { headers: { 'last-event-id': id } });
    }
  });
  stream.on('error', () => undefined);
}

const TEXT = 1;
const CLOSE = 8;

function readFrames(socket: Duplex, head: Buffer, wire: Wire): void {
  let rest = head;
  const read = (part: Buffer): void => {
    rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
    for (;;) {
      const [opcode, short] = [(rest[0] ?? 0) & 15, (rest[1] ?? 0) & 127];
      // No message here has 64 kB.
      const start = short === 126 ? 4 : 2;
      if (rest.length < start) return;
      const end = start + (short === 126 ? rest.readUInt16BE(2) : short);
      if (rest.length < end) return;
      if (opcode === TEXT) metaMessage(rest.toString('utf8', start, end), wire);
      if (opcode === CLOSE) socket.destroy();
      rest = rest.subarray(end);
    }
  };
  let reason = 'closed';
  socket.on('data', read);
  socket.once('error', (error) => (reason = reasonOf(error)));
  socket.once('close', () => {
    wire.lost(reason);
  });
  read(Buffer.alloc(0));
}

/** A frame of nchan: headers, an empty line, the message. */
function metaMessage(text: string, wire: Wire): void {
  const end = text.indexOf('\n\n');
  const id = /^id: (.*)$/m.exec(text.slice(0, end))?.[1] ?? '';
  wire.message(JSON.parse(text.slice(end + 2)) as Numbered, { query: `last_event_id=${encodeURIComponent(id)}` });
}

function refused(response: IncomingMessage, wire: Wire): boolean {
  if (response.statusCode === 200) return false;
  response.resume();
  response.once('error', () => undefined);
  wire.lost(`status ${response.statusCode ?? 0}`);
  return true;
}

function nodeOf(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const node = headers['x-node'];
  return typeof node === 'string' ? node : undefined;
}

const reasonOf = (error: Error): string => ('code' in error ? String(error.code) : error.message);
