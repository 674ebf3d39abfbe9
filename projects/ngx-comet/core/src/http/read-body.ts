import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import type { AttemptSink } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';
import type { Answer } from './answer';
import { safeReason } from '../url/safe-reason';
import { bodySource } from './body-source';

/** Receives the body of a response in chunks, as the network delivers them. */
export interface BodyReader {
  chunk(bytes: Uint8Array): void;
  /** Called when the body has ended without an error. */
  end(): void;
}

/**
 * Reads a response to its end. It reads a chunk only when the one before is processed, so a slow subscriber slows the
 * server down. Returns the function that cancels the body, because a caller's fetch may ignore its signal.
 */
export function readBody(answer: Answer, sink: AttemptSink, transport: TransportName, reader: BodyReader): () => void {
  const source = bodySource(answer, transport);
  if (source === undefined) {
    reader.end();
    return () => undefined;
  }
  const read = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await source.read();
      if (sink.closed) return;
      if (done) return reader.end();
      sink.active();
      reader.chunk(value);
      if (sink.closed) return;
    }
  };
  read().catch((cause: unknown) => {
    sink.lost(isPushError(cause) ? cause : broken(cause, answer.url, transport));
  });
  return () => void source.cancel().catch(() => undefined);
}

function broken(cause: unknown, url: string, transport: TransportName): PushError {
  return new PushError('network', `the connection broke${safeReason(cause, url)}`, {
    transient: true,
    transport,
    url,
    cause,
  });
}
