import type { Framing } from '../../framing/framing';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink, Transport } from '../../vocabulary/transport';
import type { UrlSource } from '../../url/url-source';
import { pendingOf } from '../../framing/bounded-framer';
import { guardedFramer } from '../../framing/guarded-framer';
import type { HttpRequest } from '../../route/http-request';
import { httpAttempt } from '../../http/http-attempt';
import { readBody, type BodyReader } from '../../http/read-body';

export interface HttpStreamTransportConfig extends HttpRequest {
  readonly url: UrlSource;
  /** `'bytes'` hands over the chunks of the network undecoded. */
  readonly framing: Framing | 'bytes';
  readonly onEnd: 'complete' | 'reconnect';
}

/** One held response whose body is cut into messages. */
export function httpStreamTransport(config: HttpStreamTransportConfig): Transport {
  const { framing, onEnd } = config;
  const exchange = {
    transport: 'http-stream',
    url: config.url,
    http: config.http,
    cursor: config.cursor,
    now: config.now,
  } as const;

  return (attempt, sink) =>
    httpAttempt(attempt, sink, exchange, (answer) => {
      sink.open();
      const end = (): void => {
        if (onEnd === 'complete') sink.done();
        else sink.lost(ended(answer.url));
      };
      const reader =
        framing === 'bytes' ? binaryReader(sink, end) : textReader(framing, config.maxMessageSize, sink, end);
      return readBody(answer, sink, 'http-stream', reader);
    });
}

function binaryReader(sink: AttemptSink, end: () => void): BodyReader {
  return {
    chunk: (bytes) => {
      sink.message(bytes, 'message', undefined);
    },
    end,
  };
}

/** One streaming decoder strips one BOM and keeps characters whole that were cut by the network (Encoding §6). */
function textReader(framing: Framing, maxMessageSize: number, sink: AttemptSink, end: () => void): BodyReader {
  const decoder = new TextDecoder();
  const framer = guardedFramer(framing, maxMessageSize, 'http-stream');
  const tell = (message: string): void => {
    sink.message(message, 'message', undefined);
  };
  const feed =
    framer.pushEach?.bind(framer) ??
    ((text: string): void => {
      framer.push(text).forEach(tell);
    });
  return {
    chunk: (bytes) => {
      feed(decoder.decode(bytes, { stream: true }), tell);
      if (pendingOf(framer) > maxMessageSize) sink.lost(tooLong(maxMessageSize));
    },
    end: () => {
      feed(decoder.decode(), tell);
      framer.end().forEach(tell);
      end();
    },
  };
}

function ended(url: string): PushError {
  return new PushError('closed', 'the server ended the stream', {
    transient: true,
    transport: 'http-stream',
    url,
  });
}

function tooLong(max: number): PushError {
  return new PushError('overflow', `a message is longer than maxMessageSize, ${max} characters`, {
    transient: false,
    transport: 'http-stream',
  });
}
