import type { Attempt } from '../vocabulary/attempt';
import { isTransientStatus } from '../vocabulary/transient-status';
import { withoutEcho } from '../url/safe-reason';
import { shorten } from '../platform/shorten';

declare const ngDevMode: object | boolean | undefined;

/** Why a response is not accepted. */
export interface Refusal {
  readonly code: 'http' | 'content-type';
  readonly message: string;
  readonly transient: boolean;
}

/** What a server may repeat of a request. */
export interface SentRequest {
  readonly url: string;
  readonly headers: Headers;
}

/** Returns why a transport does not accept a response with a good status; `undefined` if it does. */
export type Refuse = (response: Response, attempt: Attempt, sent: SentRequest) => Refusal | undefined;

const REDIRECTS = [301, 302, 303, 307, 308];

/** The refusal of a response whose status is none of an answer. */
export function refusedStatus(response: Response, sent: SentRequest): Refusal {
  const message = `the server answered ${statusOf(response, sent)}`;
  return { code: 'http', message, transient: isTransientStatus(response.status) };
}

/**
 * The refusal of a response that redirects, where that is an error. A browser hides such a response: only its status
 * is 0 (Fetch §2.2.6, "opaque-redirect filtered response"). Node shows it as it is.
 */
export function refusedRedirect({ status }: Response): Refusal | undefined {
  if (status !== 0 && !REDIRECTS.includes(status)) return undefined;
  const advice =
    typeof ngDevMode === 'undefined' || ngDevMode ? ": request the new address, or set redirect to 'follow'" : '';
  return {
    code: 'http',
    message: `the server redirects the request, and redirect is 'error'${advice}`,
    transient: false,
  };
}

/** A status with its reason, as a message shows it. HTTP/2 has no reasons (RFC 9113 §8.3.2). */
export function statusOf({ status, statusText }: Response, { url, headers }: SentRequest): string {
  return shorten(`${status} ${withoutEcho(statusText, url, headers.values())}`.trim());
}
