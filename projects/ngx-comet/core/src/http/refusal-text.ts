import { listen } from '../platform/listen';
import { later, run, wait, type Steps } from '../platform/run-steps';
import { timeLimit } from '../platform/time-limit';
import type { TransportName } from '../vocabulary/transport-name';
import { discard, type Answer } from './answer';
import { bodySource, type BodySource } from './body-source';
import { isText } from './media-type';

/** How much is read, in bytes. */
const LONGEST = 4 * 1024;
/** How long it is read, in milliseconds. A body that never ends must not delay the retry. */
const LIMIT = 2_000;

/** The source of time and timers. */
export type Clock = Parameters<typeof timeLimit>[0];

const nothing = (): void => undefined;

/**
 * The start of the text that a server refused a request with. `undefined` if there is none, or if it is binary. It is
 * decoded as UTF-8, and a character that is cut at the end is left out. Then the body is cancelled. Never rejects.
 */
export function* refusalText(
  answer: Answer,
  transport: TransportName,
  signal: AbortSignal,
  clock: Clock,
): Steps<string | undefined> {
  const source = signal.aborted ? undefined : textSource(answer, transport);
  if (source === undefined) {
    discard(answer.response);
    return undefined;
  }
  const text = yield* wait(startOf(source, signal, clock, answer.atOnce));
  return text === '' || text.includes('\0') ? undefined : text;
}

function textSource(answer: Answer, transport: TransportName): BodySource | undefined {
  try {
    return isText(answer.response.headers) ? bodySource(answer, transport) : undefined;
  } catch {
    return undefined;
  }
}

function startOf(source: BodySource, signal: AbortSignal, clock: Clock, atOnce = false): PromiseLike<string> {
  return later((resolve) => {
    const decoder = new TextDecoder();
    let text = '';
    // Nothing waits for the pending read, because not every body ends it when it is cancelled.
    const end = (): void => {
      limit.unsubscribe();
      stopListening();
      resolve(text);
      void source.cancel().catch(nothing);
    };
    const limit = timeLimit(clock, LIMIT, end);
    const stopListening = listen(signal, 'abort', end);
    if (signal.aborted) return end();
    const read = function* (): Steps<void> {
      for (let left = LONGEST; left > 0;) {
        const { done, value } = yield* wait(source.read());
        text += done ? decoder.decode() : decoder.decode(value.subarray(0, left), { stream: true });
        left -= done ? left : value.byteLength;
      }
      end();
    };
    run(read(), atOnce, end);
  });
}
