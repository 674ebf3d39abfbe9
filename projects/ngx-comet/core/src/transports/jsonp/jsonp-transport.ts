import { Subscription, type SchedulerLike } from 'rxjs';
import type { Attempt } from '../../vocabulary/attempt';
import { isPushError } from '../../vocabulary/is-push-error';
import { currentDocument } from '../../platform/listen';
import { timeLimit } from '../../platform/time-limit';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink, Transport } from '../../vocabulary/transport';
import { run, type Steps } from '../../platform/run-steps';
import type { Connectors } from '../../platform/wire';
import { withQuery } from '../../url/with-query';
import { answerTexts, answerTooLong, maxAnswerLength } from './answer-texts';
import { callbackName } from './callback-name';
import type { JsonpCall, JsonpScriptOptions } from './jsonp-call';
import { loadContained } from './load-contained';
import { loadInPage } from './load-in-page';
import { refusal } from './frame-refusal';
import { numberOr } from '../../platform/number-or';
import { shorten } from '../../platform/shorten';

/** How an answer is split into messages. */
export interface JsonpParts {
  /**
   * Each element of an answer that is an array is one message. By default one answer is one message. `maxMessageSize`
   * applies to each message.
   */
  readonly batch?: boolean | undefined;
  /** If true, `null` means that there is no news: it is no message. */
  readonly nullIsNoNews?: boolean | undefined;
}

export interface JsonpTransportConfig extends JsonpScriptOptions, JsonpParts {
  /** Returns the URL of an attempt, without the callback. It may be relative to the document. */
  readonly endpoint: (attempt: Attempt, sink: AttemptSink) => Steps<string | URL>;
  /** Runs the script in tests. */
  readonly runScript?: Connectors['runScript'] | undefined;
  /** The maximum length of a message, in characters of its JSON. */
  readonly maxMessageSize: number;
  readonly clock: SchedulerLike;
}

const DEFAULT_TIMEOUT = 10_000;

/**
 * JSONP: a script of any origin calls a function once, with its answer. The answer is a value, but it is delivered as
 * JSON text. So its length is limited, and it is decoded and validated, in the same way as with every other transport.
 */
export function jsonpTransport(config: JsonpTransportConfig): Transport {
  return (attempt, sink) => {
    const document = currentDocument();
    if (document === undefined)
      throw refusal('unsupported', 'JSONP needs a document: it does not run in servers or workers');
    const request = new Subscription();
    const start = function* (): Steps<void> {
      const endpoint = yield* config.endpoint(attempt, sink);
      if (!request.closed) load(request, callTo(endpoint, document, config, request, sink), config);
    };
    run(start(), config.runScript !== undefined, (error) => {
      request.unsubscribe();
      sink.lost(
        isPushError(error) ? error : refusal('unsupported', `cannot request the script: ${shorten(error)}`, error),
      );
    });
    return () => {
      request.unsubscribe();
    };
  };
}

function load(
  request: Subscription,
  call: JsonpCall,
  { contain, timeout: given, runScript }: JsonpTransportConfig,
): void {
  const timeout = numberOr(DEFAULT_TIMEOUT, given);
  if (timeout > 0) {
    const late = (): void => {
      call.fail('timeout', `no answer within ${timeout} ms`);
    };
    request.add(timeLimit(call.clock, timeout, late));
  }
  request.add(runScript?.(call) ?? (contain === false ? loadInPage(call) : loadContained(call)));
}

function callTo(
  endpoint: string | URL,
  document: Document,
  config: JsonpTransportConfig,
  request: Subscription,
  sink: AttemptSink,
): JsonpCall {
  const token = callbackName();
  const { callbackName: callback = token, callbackParam = 'callback', batch, maxMessageSize } = config;
  const added = callbackParam === false ? undefined : { [callbackParam]: callback };
  const address = withQuery(String(endpoint), added);
  // Not left to `URL`: Firefox shows the URL in its message.
  if (!URL.canParse(address, document.baseURI)) throw refusal('unsupported', 'JSONP needs a valid URL');
  const url = new URL(address, document.baseURI);
  // A URL with another scheme may contain code.
  if (!/^https?:$/.test(url.protocol))
    throw refusal('unsupported', `JSONP needs an http or https URL, got ${shorten(url.protocol)}`);

  const lose = ({ code, message, cause }: Pick<PushError, 'code' | 'message' | 'cause'>): void => {
    if (request.closed) return;
    request.unsubscribe();
    const transient = code === 'timeout' || code === 'script';
    sink.lost(new PushError(code, message, { transient, transport: 'jsonp', url, cause }));
  };
  const answer = (value: unknown): void => {
    if (request.closed) return;
    let texts: readonly string[];
    try {
      texts = answerTexts(value, batch, maxMessageSize);
    } catch (error) {
      return lose(error as PushError);
    }
    request.unsubscribe();
    sink.open();
    for (const text of texts) {
      if (text !== 'null' || !config.nullIsNoNews) sink.message(text, 'message', undefined);
    }
    sink.done();
  };
  return {
    document,
    url,
    callback,
    token,
    maxLength: maxAnswerLength(batch, maxMessageSize),
    options: config,
    clock: config.clock,
    answer,
    tooLong: () => {
      lose(answerTooLong(batch, maxMessageSize));
    },
    fail: (code, message, cause) => {
      lose({ code, message, cause });
    },
  };
}
