import type { FailedRequest } from '../http/failed-request';
import { baseUrl, pageOrigin } from '../platform/page';
import { isSafelistedHeader, isSafelistedMethod } from './safelisted';

/** The parts of a request that matter for CORS. */
export interface CrossOriginRequest {
  readonly url: URL;
  /** The origin of the page, as the server must name it. */
  readonly page: string;
  /** The method as it is sent: `fetch` changes well-known methods to capitals. */
  readonly method: string;
  /** Whether cookies are sent to the other origin. */
  readonly credentials: 'include' | 'omit';
  /** Headers that need no preflight. */
  readonly safe: readonly (readonly [string, string])[];
  /** Headers that need a preflight, without `Authorization`, which is never sent again. */
  readonly unsafe: readonly (readonly [string, string])[];
  readonly authorization: boolean;
}

/** Methods that `fetch` changes to capitals (Fetch §2.2.1, "normalize"). `patch` is not one of them. */
const NORMALIZED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

/** Returns `undefined` if there is no page or the URL is invalid. */
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

/** Why the request needs a preflight, in words; `undefined` = it needs none. */
export function preflightReason({ method, unsafe, authorization }: CrossOriginRequest): string | undefined {
  const names = headersToAllow({ unsafe, authorization });
  const reasons = [
    ...(isSafelistedMethod(method) ? [] : [`the method ${method}`]),
    ...(names.length === 0 ? [] : [`${names.length === 1 ? 'the header' : 'the headers'} ${names.join(', ')}`]),
  ];
  return reasons.length === 0 ? undefined : reasons.join(' and ');
}

/** The headers that `Access-Control-Allow-Headers` must name. */
export function headersToAllow({
  unsafe,
  authorization,
}: Pick<CrossOriginRequest, 'unsafe' | 'authorization'>): string[] {
  return [...unsafe.map(([name]) => name), ...(authorization ? ['authorization'] : [])];
}
