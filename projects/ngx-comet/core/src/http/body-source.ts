import { PushError } from '../vocabulary/push-error';
import type { TransportName } from '../vocabulary/transport-name';
import type { Answer } from './answer';

/** Reads a body: the reader of its stream, or an object with the same functions. */
export type BodySource = Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'>;

/** A whole body, or one part of it. */
type Piece = Uint8Array | ArrayBuffer | string;

/** The responses that a caller's fetch may return. */
interface AnyResponse {
  readonly body?:
    (Partial<ReadableStream<Uint8Array>> & Partial<AsyncIterable<Piece>> & { destroy?(): unknown }) | null;
  arrayBuffer?(): Promise<ArrayBuffer>;
  text?(): Promise<string>;
}

/**
 * Returns the source to read the body from; `undefined` = there is no body. The body of the platform's fetch is a
 * stream. The body of another fetch may be an iterable, such as a stream of Node's, or can only be read whole. Throws
 * if the body cannot be read.
 */
export function bodySource({ response, url }: Answer, transport: TransportName): BodySource | undefined {
  const answer: AnyResponse = response;
  const { body } = answer;
  const unreadable = (): never => {
    throw new PushError('unsupported', 'fetch returned an unreadable response', {
      transient: false,
      transport,
      url,
    });
  };
  if (body === null) return undefined;
  if (typeof body?.getReader === 'function') return body.getReader();
  const pieces =
    body?.[Symbol.asyncIterator]?.() ?? [answer.arrayBuffer?.() ?? answer.text?.() ?? unreadable()].values();
  return {
    read: async () => {
      const { done, value } = await pieces.next();
      return done === true ? { done, value: undefined } : { done: false, value: toBytes(await value) };
    },
    cancel: async () => {
      // `return` waits for the next part, which may never arrive. So the stream is destroyed first.
      body?.destroy?.();
      await pieces.return?.();
    },
  };
}

function toBytes(piece: Piece): Uint8Array {
  if (typeof piece === 'string') return new TextEncoder().encode(piece);
  return ArrayBuffer.isView(piece) ? piece : new Uint8Array(piece);
}
