import type { FramerFactory } from '../bounded-framer';
import type { FramingOption } from '../framing';
import { resolveFraming } from '../resolve-framing';

/** A framer whose functions return the messages that it passed to its listener. */
export interface CollectingFramer {
  readonly pending: number;
  push(text: string): string[];
  end(): string[];
}

/** The framer of a framing, or of the factory itself. */
export function collectingFramer(framing: Exclude<FramingOption, 'by-type'> | FramerFactory): CollectingFramer {
  let messages: string[] = [];
  const nothing = (): void => undefined;
  const create = typeof framing === 'function' ? framing : resolveFraming(framing);
  const listener = { message: (raw: string) => messages.push(raw), cursor: nothing, retryDelay: nothing };
  const framer = create(listener, 16 * 1024 * 1024, 'http-stream');
  const taken = (): string[] => {
    const all = messages;
    messages = [];
    return all;
  };
  return {
    get pending() {
      return framer.pending;
    },
    push(text) {
      framer.push(text);
      return taken();
    },
    end() {
      framer.end();
      return taken();
    },
  };
}

/** Splits a text that arrives in pieces. */
export function framed(
  framing: Exclude<FramingOption, 'by-type'> | FramerFactory,
  pieces: readonly string[],
): string[] {
  const framer = collectingFramer(framing);
  return [...pieces.flatMap((piece) => framer.push(piece)), ...framer.end()];
}
