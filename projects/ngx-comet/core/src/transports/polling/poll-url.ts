import type { FramerFactory } from '../../framing/bounded-framer';
import { acceptHeader, framingOf, takesType, TAKEN_TYPES, type HttpFraming } from '../../framing/by-type';
import type { Attempt } from '../../vocabulary/attempt';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink, RawData, Transport } from '../../vocabulary/transport';
import type { SseListener } from '../../framing/sse-parser';
import { whole } from '../../framing/whole';
import { textParts, wholeBytes } from './answer-parts';
import { headOf, type Answer } from '../../http/answer';
import { refusedPage } from '../../http/html-page';
import type { HttpRequest } from '../../route/http-request';
import { httpAttempt } from '../../http/http-attempt';
import { mediaType } from '../../http/media-type';
import type { SentRequest } from '../../http/refusal';
import { readBody } from '../../http/read-body';
import { wrongType } from '../../http/wrong-type';
import { Validators } from './validators';

export interface PollUrlConfig extends HttpRequest {
  readonly url: string | URL;
  /** Splits a response into messages; `undefined` = it is one message. */
  readonly framing: HttpFraming | undefined;
  readonly binary: boolean;
  /** Whether an HTML page is an answer: only where any text is a message. */
  readonly acceptsHtml: boolean;
}

/**
 * Requests a URL once per attempt. Each subscription needs its own, because it keeps the validators. 204, 304 and an
 * empty body mean "unchanged".
 *
 * The parts of a response are delivered as they arrive. So at most one part is held, and at most `maxMessageSize` of
 * it. When a response breaks, its first parts are delivered already. The next poll resumes after them if they have ids.
 * Otherwise they are delivered again.
 */
export function pollUrl(config: PollUrlConfig): Transport {
  const validators = new Validators();

  return (attempt, sink) => {
    const exchange = {
      transport: 'polling',
      url: config.url,
      http: config.http,
      cursor: config.cursor,
      headers: { ...acceptHeader(config.framing), ...validators.headersFor(attempt) },
      accepted: [304],
      refuse: (response: Response, _attempt: Attempt, sent: SentRequest) => {
        validators.answered();
        const { headers, status } = response;
        const page = config.acceptsHtml || status === 204 ? undefined : refusedPage(response, attempt);
        if (page !== undefined || takesType(config.framing ?? whole, mediaType(headers), status)) return page;
        return wrongType(response, TAKEN_TYPES, attempt, sent);
      },
      clock: config.clock,
    } as const;
    return httpAttempt(attempt, sink, exchange, (answer) => {
      const { response } = answer;
      const { headers, status } = response;
      const create = framingOf(config.framing ?? whole, mediaType(headers));
      const unchanged = status === 304 || status === 204;
      validators.answered();
      sink.open(headOf(answer));
      if (unchanged) {
        sink.done();
        return () => undefined;
      }
      return readAnswer(answer, sink, { ...config, create }, validators);
    });
  };
}

function readAnswer(
  answer: Answer,
  sink: AttemptSink,
  { create, framing, binary, maxMessageSize }: PollUrlConfig & { readonly create: FramerFactory },
  validators: Validators,
): () => void {
  let empty = true;
  let accepted = true;
  const deliver = (raw: RawData, event: string, id: string | undefined): void => {
    accepted = sink.message(raw, event, id) && accepted;
  };
  const listener: SseListener = {
    message: deliver,
    cursor: (id) => {
      sink.cursor(id);
    },
    retryDelay: (ms) => {
      sink.retryDelay(ms);
    },
  };
  const parts =
    binary && framing === undefined
      ? wholeBytes((bytes) => {
          deliver(bytes, 'message', undefined);
        })
      : textParts(create(listener, maxMessageSize, 'polling'));
  const limit = (): void => {
    if (parts.held() > maxMessageSize) sink.lost(tooLong(answer.url, maxMessageSize));
  };
  return readBody(answer, sink, 'polling', {
    chunk: (bytes) => {
      if (bytes.byteLength === 0) return;
      empty = false;
      // The validators belong to the response before. They are wrong if this response breaks.
      validators.forget();
      parts.push(bytes);
      limit();
    },
    end: () => {
      parts.end();
      limit();
      // If a message was rejected, the validators are not kept. Otherwise the server would not send the response again.
      if (!empty && accepted) validators.keep(answer);
      sink.done();
    },
  });
}

function tooLong(url: string, max: number): PushError {
  return new PushError('overflow', `a message is longer than maxMessageSize, ${max}`, {
    transient: false,
    transport: 'polling',
    url,
  });
}
