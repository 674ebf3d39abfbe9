import type { Attempt } from '../vocabulary/attempt';
import { PushError } from '../vocabulary/push-error';
import type { TransportName } from '../vocabulary/transport-name';
import { shorten } from '../platform/shorten';
import type { Answer } from './answer';
import { inPlaceOfFeed } from './html-page';
import { isHtml } from './media-type';

/** The error of an answer that has another type than the transport reads. */
export function wrongType(
  { response: { headers, status }, url }: Answer,
  transport: TransportName,
  expected: string,
  attempt: Attempt,
): PushError {
  const type = headers.get('content-type') ?? 'no Content-Type';
  return new PushError('content-type', `expected ${expected}, the server sent ${shorten(type)}`, {
    transient: isHtml(headers) && inPlaceOfFeed(status, attempt),
    transport,
    url,
    status,
  });
}
