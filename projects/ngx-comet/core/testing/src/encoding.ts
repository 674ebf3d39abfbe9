import type { Decoder, TransportName } from 'ngx-comet/core';
import { utf8 } from './utf8';

/** What the wire needs to know of the stream that a connection is for. */
export interface Stream {
  readonly transport: TransportName;
  readonly decode: Partial<Pick<Decoder<unknown>, 'binary' | 'skipsEmpty'>>;
  readonly framing: unknown;
  readonly callbackParam: unknown;
}

/** The id and the name of a server-sent event. */
export interface EventDetails {
  readonly id?: string | undefined;
  readonly event?: string | undefined;
}

/** A payload as the decoder of the stream takes it. */
export function payloadFor({ decode }: Stream, data: unknown): string | Uint8Array {
  if (data instanceof Uint8Array) return data;
  // `json()` is the one decoder that ignores empty messages. Any other one gets a string as it is.
  if (typeof data === 'string' && decode.skipsEmpty !== true) return data;
  const json = JSON.stringify(data) as string | undefined;
  if (json === undefined) throw new TypeError(`next() needs a payload, got ${typeof data}`);
  return json;
}

/** How the stream splits what it receives; `undefined` = one answer or one frame is one message. */
function framingOf({ transport, framing, decode }: Stream): unknown {
  if (transport === 'sse') return 'sse';
  if (transport === 'http-stream') return framing ?? (decode.binary === true ? undefined : 'lines');
  return framing;
}

/** Whether one message is a whole answer, and ends it. */
export function endsWithMessage(stream: Stream): boolean {
  return stream.transport === 'polling' && framingOf(stream) === undefined;
}

/** The type of an answer that suits the stream. */
export function contentType(stream: Stream): string {
  const framing = framingOf(stream);
  switch (framing) {
    case 'sse':
    case 'by-type':
      return 'text/event-stream';
    case 'lines':
      return 'application/x-ndjson';
    case 'json':
      return 'application/json';
    case 'json-seq':
      return 'application/json-seq';
    case undefined:
      if (stream.decode.binary === true) return 'application/octet-stream';
      return stream.decode.skipsEmpty === true ? 'application/json' : 'text/plain';
    default:
      return 'text/plain';
  }
}

/** One message as a part of a body. `type` is the content type of the answer. */
export function part(stream: Stream, payload: string | Uint8Array, details: EventDetails, type: string): Uint8Array {
  const framing = framingOf(stream);
  const kind = framing === 'by-type' ? framingOfType(type) : framing;
  if (typeof payload !== 'string' && kind === undefined) return payload;
  const text = typeof payload === 'string' ? payload : new TextDecoder().decode(payload);
  return utf8(framed(stream, kind, text, details));
}

/** One message as a frame of a WebSocket. */
export function frame(stream: Stream, payload: string | Uint8Array, details: EventDetails): string | Uint8Array {
  return typeof payload === 'string' ? framed(stream, stream.framing, payload, details) : payload;
}

function framed({ transport }: Stream, framing: unknown, text: string, details: EventDetails): string {
  if (framing === 'sse') return eventText(text, details);
  if (details.id !== undefined || details.event !== undefined) {
    throw new Error(
      `message(): ${transport} without framing: 'sse' carries no id and no event name. Put them into the payload, and read ` +
        `the id with the option id`,
    );
  }
  if (framing === undefined || framing === 'chunks') return text;
  if (framing === 'lines' || framing === 'json') return `${text}\n`;
  if (framing === 'json-seq') return `\x1e${text}\n`;
  const { delimiter } = Object(framing) as { readonly delimiter?: unknown };
  if (typeof delimiter === 'string') return text + delimiter;
  throw new Error('next() cannot know a framing of your own: send its text with raw()');
}

/** One server-sent event (HTML §9.2.6). */
function eventText(text: string, { id, event }: EventDetails): string {
  const lines = text.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `${event === undefined ? '' : `event: ${event}\n`}${id === undefined ? '' : `id: ${id}\n`}${lines.join('')}\n`;
}

function framingOfType(type: string): string {
  if (type.startsWith('text/event-stream')) return 'sse';
  if (type.includes('json-seq')) return 'json-seq';
  return /ndjson|jsonl/.test(type) ? 'lines' : 'json';
}

/** What the application sent, decoded: JSON of objects and arrays, anything else as it is. */
export function decodedSent(data: unknown): unknown {
  if (typeof data !== 'string' || !/^\s*[[{]/.test(data)) return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return data;
  }
}
