import { check, wrongOption } from '../../checks/check';
import { aFunction, oneOf } from '../../checks/kinds';
import { wrongSecret } from '../../checks/secret';
import { checkHttpOptions } from '../../http/check-http-options';
import { httpRequest } from '../../route/http-request';
import type { Route } from '../../route/route';
import { checkPushOptions } from '../../session/check-push-options';
import type { SseOptions } from './sse-options';
import { cursorRequest } from '../../url/cursor-request';
import { checkUrl } from '../../url/check-url';
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
export function viaSse<T>(url: UrlSource, given: SseOptions<T> = {}): Route<T> {
  const options = ownOptions(given);
  checkUrl(url);
  checkPushOptions(options);
  check('via', options.via, oneOf('fetch', 'event-source'));
  if (options.via === 'event-source') checkForEventSource(options);
  checkHttpOptions(options);
  checkEvents(options.events);
  check('id', options.id, aFunction);
  if (options.via === 'event-source') return viaEventSource(url, options);
  return {
    transport: 'sse',
    own: options,
    plan: (settings, defaults) => ({
      transport: 'sse',
      connect: sseTransport({
        url,
        events: options.events,
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

function checkForEventSource<T>({ method, body, headers, redirect, credentials, resume }: SseOptions<T>): void {
  const expected = "left out with via: 'event-source'";
  if (method !== undefined) wrongOption('method', method, expected);
  if (body !== undefined && body !== null) wrongSecret('body', body, expected);
  if (headers !== undefined) wrongSecret('headers', headers, expected);
  if (redirect !== undefined) wrongOption('redirect', redirect, expected);
  if (resume !== false && resume?.header !== undefined) wrongOption('resume.header', resume.header, expected);
  // An EventSource always sends cookies to its own origin.
  if (credentials === 'omit')
    wrongOption('credentials', credentials, '"same-origin" or "include" with via: \'event-source\'');
}

function checkEvents(events: unknown): void {
  if (events === undefined) return;
  if (!Array.isArray(events) || events.length === 0 || events.some((name) => typeof name !== 'string' || name === '')) {
    wrongOption('events', events, 'a non-empty array of event names');
  }
}
