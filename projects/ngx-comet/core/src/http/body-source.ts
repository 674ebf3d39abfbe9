import { PushError } from '../vocabulary/push-error';
import type { TransportName } from '../vocabulary/transport-name';
import type { Answer } from './answer';

/** What a body is read through: the reader of its stream, or what does the same. */
export type BodySource = Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'>;

/** As a whole, or in parts. */
type Piece = Uint8Array | ArrayBuffer | string;

/** What a fetch of the caller's may answer with. */
interface AnyResponse {
  readonly body?:
    (Partial<ReadableStream<Uint8Array>> & Partial<AsyncIterable<Piece>> & { destroy?(): unknown }) | null;
  arrayBuffer?(): Promise<ArrayBuffer>;
  text?(): Promise<string>;
}

/**
 * The platform's fetch answers with a stream, others with what can be iterated over, as Node's streams, or with what can only be
 * read whole; `undefined` = there is no body. Throws where there is no way to read it.
 */
export function bodySource({ response, url }: Answer, transport: TransportName): BodySource | undefined {
  const answer: AnyResponse = response;
  const { body } = answer;
  const unreadable = (): never => {
    throw new PushError('unsupported', 'the answer of fetch has no way to read it', {
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
      // The end of an iteration waits for its next part, which may never come.
      body?.destroy?.();
      await pieces.return?.();
    },
  };
}

function toBytes(piece: Piece): Uint8Array {
  if (typeof piece === 'string') return new TextEncoder().encode(piece);
  return ArrayBuffer.isView(piece) ? piece : new Uint8Array(piece);
}
