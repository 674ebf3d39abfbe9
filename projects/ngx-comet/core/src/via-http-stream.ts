import { aFunction, checkAll, oneOf } from './check';
import { checkHttp } from './check-http';
import { defined } from './defined';
import type { HttpStreamOptions } from './http-stream-options';
import type { Route } from './session/route';
import { checkShared } from './session/settings';
import { cursorRequest } from './transport/cursor-request';
import { checkUrl } from './transport/endpoint';
import { httpStreamTransport } from './transport/http-stream';
import type { UrlSource } from './url-source';
import { resolveFraming } from './transport/resolve-framing';

/**
 * The route of {@link httpStream$}.
 *
 * @usageNotes
 * ```ts
 * connection<Line>([viaHttpStream('/lines', { onEnd: 'reconnect' }), viaLongPolling('/poll')]);
 * ```
 */
export function viaHttpStream<T>(url: UrlSource, options: HttpStreamOptions<T> = {}): Route<T> {
  checkUrl(url);
  checkShared(options);
  checkHttp(options);
  checkAll(options, { onEnd: oneOf('complete', 'reconnect'), id: aFunction });
  const { framing: parts = 'lines' } = options;
  const framing = resolveFraming(parts);
  return {
    transport: 'http-stream',
    own: options,
    plan: ({ decode, maxMessageSize, clock, resume, defaults }) => ({
      transport: 'http-stream',
      connect: httpStreamTransport({
        url,
        http: { ...defaults, ...defined(options) },
        cursor: cursorRequest(options.resume ?? resume),
        // Chunks need no decoding to be told apart, so whoever wants bytes gets those of the network.
        framing: decode.binary === true && options.framing === 'chunks' ? 'bytes' : framing,
        onEnd: options.onEnd ?? 'complete',
        maxMessageSize,
        now: () => clock.now(),
      }),
      idOf: options.id,
    }),
  };
}
