import type { FailedRequest } from '../http/failed-request';
import { baseUrl, pageOrigin } from '../platform/page';
import { isSafelistedHeader, isSafelistedMethod } from './safelisted';

/** A request as the rules for crossing origins see it. */
export interface CrossOriginRequest {
  readonly url: URL;
  /** The origin of the page, as the server has to name it. */
  readonly page: string;
  /** As it is sent: `fetch` writes the well-known ones in capitals. */
  readonly method: string;
  /** Whether cookies cross the origins. */
  readonly credentials: 'include' | 'omit';
  /** Headers that cause no preflight. */
  readonly safe: readonly (readonly [string, string])[];
  /** Headers that cause one, but for `Authorization`, which is never sent again. */
  readonly unsafe: readonly (readonly [string, string])[];
  readonly authorization: boolean;
}

/** Methods that `fetch` writes in capitals (Fetch §2.2.1, "normalize"); `patch` is not among them. */
const NORMALIZED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

/** `undefined` where there is no page, or the URL is none. */
export function crossOriginRequest(request: FailedRequest): CrossOriginRequest | undefined {
  const page = pageOrigin();
  const base = baseUrl();
  if (page === undefined || base === undefined || !URL.canParse(String(request.url), base)) return undefined;
  const headers = [...new Headers(request.headers)];
  const own = headers.filter(([name]) => name !== 'authorization');
  const capitals = (request.method ?? 'GET').toUpperCase();
  return {
    url: new URL(String(request.url), base),
    page,
    method: NORMALIZED.has(capitals) ? capitals : (request.method ?? 'GET'),
    credentials: request.credentials === 'include' ? 'include' : 'omit',
    safe: own.filter(([name, value]) => isSafelistedHeader(name, value)),
    unsafe: own.filter(([name, value]) => !isSafelistedHeader(name, value)),
    authorization: own.length < headers.length,
  };
}

/** Why the browser asks for permission first, in words; `undefined` = it does not. */
export function preflightReason({ method, unsafe, authorization }: CrossOriginRequest): string | undefined {
  const names = headersToAllow({ unsafe, authorization });
  const reasons = [
    ...(isSafelistedMethod(method) ? [] : [`the method ${method}`]),
    ...(names.length === 0 ? [] : [`${names.length === 1 ? 'the header' : 'the headers'} ${names.join(', ')}`]),
  ];
  return reasons.length === 0 ? undefined : reasons.join(' and ');
}

/** What `Access-Control-Allow-Headers` has to name. */
export function headersToAllow({
  unsafe,
  authorization,
}: Pick<CrossOriginRequest, 'unsafe' | 'authorization'>): string[] {
  return [...unsafe.map(([name]) => name), ...(authorization ? ['authorization'] : [])];
}
