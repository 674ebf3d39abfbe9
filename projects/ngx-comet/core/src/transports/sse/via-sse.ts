import { httpRequest } from '../../route/http-request';
import type { Route } from '../../route/route';
import { checkSse } from './check-sse-options';
import type { SseOptions } from './sse-options';
import { cursorRequest } from '../../url/cursor-request';
import { eventSourceTransport } from './event-source-transport';
import { sseTransport } from './sse-transport';
import type { UrlSource } from '../../url/url-source';
import { ownOptions } from '../../platform/own';

/**
 * The route of {@link sse$}.
 *
 * @usageNotes
 * ```ts
 * connection<Line>([viaSse('/events'), viaLongPolling('/poll')]);
 * ```
 */
export function viaSse<T>(url: UrlSource, options: SseOptions<T> = {}): Route<T> {
  checkSse('viaSse', url, options);
  return sseRoute(url, options);
}

/** The same, without a check. */
export function sseRoute<T>(url: UrlSource, given: SseOptions<T>): Route<T> {
  const options = ownOptions(given);
  if (options.via === 'event-source') return viaEventSource(url, options);
  return {
    transport: 'sse',
    own: options,
    plan: (settings, defaults) => ({
      transport: 'sse',
      connect: sseTransport({
        url,
        events: options.events,
        comments: options.comments,
        ...httpRequest(options, settings, defaults, 'Last-Event-ID'),
      }),
      idOf: options.id,
    }),
  };
}

function viaEventSource<T>(url: UrlSource, options: SseOptions<T>): Route<T> {
  return {
    transport: 'sse',
    own: options,
    plan: (settings, defaults) => {
      const resume = options.resume ?? settings.resume;
      return {
        transport: 'sse',
        ...eventSourceTransport({
          url,
          query: options.query ?? defaults?.query,
          credentials: options.credentials ?? defaults?.credentials,
          defaults: options.defaults ?? defaults?.defaults,
          cursor: cursorRequest(resume),
          // With a query every attempt has its own URL, which contains the cursor.
          resumes: resume !== false && resume?.query === undefined,
          events: options.events ?? ['message'],
        }),
        idOf: options.id,
      };
    },
  };
}
