import type { Attempt } from '../vocabulary/attempt';
import { withoutEcho } from '../url/safe-reason';
import { shorten } from '../platform/shorten';
import { inPlaceOfFeed } from './html-page';
import { isHtml } from './media-type';
import type { Refusal, SentRequest } from './refusal';

/** The refusal of a response that has another type than the transport reads. */
export function wrongType(
  { headers, status }: Response,
  expected: string,
  attempt: Attempt,
  sent: SentRequest,
): Refusal {
  const type = headers.get('content-type') ?? 'no Content-Type';
  const message = `expected ${expected}, the server sent ${shorten(withoutEcho(type, sent.url))}`;
  return { code: 'content-type', message, transient: isHtml(headers) && inPlaceOfFeed(status, attempt) };
}
