import type { JsonpOptions } from './jsonp-options';
import type { Route } from '../../route/route';
import { checkPushOptions } from '../../session/check-push-options';
import { cursorRequest } from '../../url/cursor-request';
import { attemptQuery } from '../../url/attempt-query';
import { checkUrl } from '../../url/check-url';
import { resolveUrl } from '../../url/resolve-url';
import { withQuery } from '../../url/with-query';
import { jsonpTransport, type JsonpParts } from './jsonp-transport';
import { checkJsonpOptions } from './check-jsonp-options';
import type { UrlSource } from '../../url/url-source';

/** The route of {@link jsonp$}. */
export function viaJsonp<T>(url: UrlSource, options: JsonpOptions<T> & JsonpParts = {}): Route<T> {
  checkUrl(url);
  checkPushOptions(options);
  checkJsonpOptions(options);
  return {
    transport: 'jsonp',
    own: options,
    plan: ({ maxMessageSize, clock, resume }) => {
      const cursor = cursorRequest(options.resume ?? resume);
      return {
        transport: 'jsonp',
        opensWithAnswer: true,
        // The request has its own time limit.
        connectTimeout: options.connectTimeout ?? 0,
        connect: jsonpTransport({
          ...options,
          endpoint: async (attempt, sink) =>
            withQuery(await resolveUrl(url, attempt, 'jsonp'), attemptQuery(cursor, attempt, sink)),
          maxMessageSize,
          clock,
        }),
      };
    },
  };
}
