import type { Attempt } from '../vocabulary/attempt';
import { PushError } from '../vocabulary/push-error';
import { isHtml } from './media-type';
import type { Refusal } from './refusal';
import type { TransportName } from '../vocabulary/transport-name';

/** Whether a page came where a feed was expected, and whether the feed can come back. */
export interface HtmlPage {
  readonly transport: TransportName;
  readonly url?: string | undefined;
  readonly status: number;
  readonly cause?: unknown;
}

const MESSAGE = 'the server sent an HTML page (text/html), and no messages';

/** The error of an answer that is an HTML page. */
export function htmlPage(page: HtmlPage, attempt: Attempt): PushError {
  return new PushError('content-type', MESSAGE, { transient: inPlaceOfFeed(page.status, attempt), ...page });
}

/** The refusal of a response that is an HTML page. */
export function refusedPage({ headers, status }: Response, attempt: Attempt): Refusal | undefined {
  if (!isHtml(headers)) return undefined;
  return { code: 'content-type', message: MESSAGE, transient: inPlaceOfFeed(status, attempt) };
}

/**
 * True if an HTML page comes where the feed was before. A captive portal answers every request with its own page until
 * the user has signed in, so the feed comes back. If the feed was never open, its URL is wrong.
 */
export function inPlaceOfFeed(status: number, { everOpen }: Attempt): boolean {
  return everOpen && status === 200;
}
