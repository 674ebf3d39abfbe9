import type { Framing } from '../../framing/framing';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink, RawData, Transport } from '../../vocabulary/transport';
import { whole } from '../../framing/whole';
import { textParts, wholeBytes } from './answer-parts';
import type { Answer } from '../../http/answer';
import type { HttpRequest } from '../../route/http-request';
import { httpAttempt } from '../../http/http-attempt';
import { readBody } from '../../http/read-body';
import { Validators } from './validators';

export interface PollUrlConfig extends HttpRequest {
  readonly url: string | URL;
  /** Splits an answer into messages; `undefined` = it is one. */
  readonly framing: Framing | undefined;
  readonly binary: boolean;
}

/**
 * Asks a URL once per attempt; made per subscription, as it remembers the validators. 204 and 304 say "unchanged", an empty
 * body says the same.
 *
 * The parts of an answer are handed over as they arrive, so that what is held is one part, and no more than `maxMessageSize` of
 * it. An answer that breaks has thus told its first parts: the next poll goes on behind them where they carry ids, and brings
 * them again where they do not.
 */
export function pollUrl(config: PollUrlConfig): Transport {
  const validators = new Validators();

  return (attempt, sink) => {
    const exchange = {
      transport: 'polling',
      url: config.url,
      http: config.http,
      cursor: config.cursor,
      headers: validators.headersFor(attempt),
      accepted: [304],
      now: config.now,
    } as const;
    return httpAttempt(attempt, sink, exchange, (answer) => {
      const { status } = answer.response;
      validators.answered();
      sink.open();
      if (status === 304 || status === 204) {
        sink.done();
        return () => undefined;
      }
      return readAnswer(answer, sink, config, validators);
    });
  };
}

function readAnswer(
  answer: Answer,
  sink: AttemptSink,
  { framing, binary, maxMessageSize }: PollUrlConfig,
  validators: Validators,
): () => void {
  const parts = binary && framing === undefined ? wholeBytes() : textParts(framing ?? whole, maxMessageSize);
  let empty = true;
  let understood = true;
  const deliver = (messages: readonly RawData[]): void => {
    for (const message of messages) understood = sink.message(message, 'message', undefined) && understood;
    if (parts.held() > maxMessageSize) sink.lost(tooLong(answer.url, maxMessageSize));
  };
  return readBody(answer, sink, 'polling', {
    chunk: (bytes) => {
      if (bytes.byteLength === 0) return;
      empty = false;
      // What is known by now was said of another answer, and this one may break.
      validators.forget();
      deliver(parts.push(bytes));
    },
    end: () => {
      deliver(parts.end());
      // Those of an answer that was rejected, in part even, must not be kept, or the server would never send it again.
      if (!empty && understood) validators.keep(answer);
      sink.done();
    },
  });
}

function tooLong(url: string, max: number): PushError {
  return new PushError('overflow', `an answer, or a part of it, is longer than maxMessageSize, ${max}`, {
    transient: false,
    transport: 'polling',
    url,
  });
}
