import type { JsonpOptions } from './jsonp-options';
import type { Route } from '../../route/route';
import { checkPushOptions } from '../../session/check-push-options';
import { cursorRequest } from '../../url/cursor-request';
import { attemptQuery } from '../../url/attempt-query';
import { checkUrl } from '../../url/check-url';
import { resolveUrl } from '../../url/resolve-url';
import { withQuery } from '../../url/with-query';
import { jsonpTransport } from './jsonp-transport';
import { checkJsonpOptions } from './check-jsonp-options';
import type { UrlSource } from '../../url/url-source';

/** How an answer becomes messages. */
export interface JsonpParts {
  /** An answer that is an array is as many messages; by default one answer is one message. */
  readonly batch?: boolean | undefined;
}

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
        // The request has a limit of its own.
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
