import { monotonicNow } from '../platform/monotonic-clock';
import { run, wait, type Steps } from '../platform/run-steps';
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
 * A server may send faster than a page reads. Then each read is ready at once, and the page would do nothing else. So the
 * reading pauses for a turn of the event loop after this time, in milliseconds.
 */
const LONGEST_TURN = 50;
/** A read that took longer waited for the network, and the page was free meanwhile. */
const IDLE = 20;

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
  const { atOnce = false } = answer;
  let pause: ReturnType<typeof setTimeout> | undefined;
  const read = function* (): Steps<void> {
    let turn = monotonicNow();
    let asked = turn;
    for (;;) {
      const { done, value } = yield* wait(source.read());
      if (sink.closed) return;
      if (done) return reader.end();
      const arrived = monotonicNow();
      if (arrived - asked > IDLE) turn = arrived;
      sink.active();
      reader.chunk(value);
      if (sink.closed) return;
      asked = monotonicNow();
      if (asked - turn <= LONGEST_TURN || atOnce) continue;
      yield* wait(new Promise((resolve) => (pause = setTimeout(resolve))));
      if (sink.closed) return;
      turn = asked = monotonicNow();
    }
  };
  run(read(), atOnce, (cause) => {
    sink.lost(isPushError(cause) ? cause : broken(cause, answer.url, transport));
  });
  return () => {
    clearTimeout(pause);
    void source.cancel().catch(() => undefined);
  };
}

function broken(cause: unknown, url: string, transport: TransportName): PushError {
  return new PushError('network', `the connection broke${safeReason(cause, url)}`, {
    transient: true,
    transport,
    url,
    cause,
  });
}
