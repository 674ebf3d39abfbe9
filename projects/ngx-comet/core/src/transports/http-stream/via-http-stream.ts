import { aFunction, checkAll, oneOf } from '../../checks/check';
import { checkHttpOptions } from '../../http/check-http-options';
import { defined } from '../../vocabulary/defined';
import type { HttpStreamOptions } from './http-stream-options';
import type { Route } from '../../route/route';
import { checkPushOptions } from '../../session/settings';
import { cursorRequest } from '../../url/cursor-request';
import { checkUrl } from '../../url/resolve-url';
import { httpStreamTransport } from './http-stream-transport';
import type { UrlSource } from '../../url/url-source';
import { resolveFraming } from '../../framing/resolve-framing';

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
  checkPushOptions(options);
  checkHttpOptions(options);
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
