import fastifyCors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access } from './access.ts';
import { checkedHeaderValue } from './checks.ts';

/** Which other origins may read the responses. The default of each header lets the page read. */
export interface CorsRules {
  /** `'*'` and a single origin are always sent, also to another origin. Of several, only the requesting one is sent. */
  readonly origins: string | readonly string[];
  readonly credentials?: boolean | undefined;
  /** Default: the headers that the preflight requests. */
  readonly allowHeaders?: readonly string[] | undefined;
  /** Default: `ETag`, `Retry-After` and `Last-Event-ID`. */
  readonly exposeHeaders?: readonly string[] | undefined;
  /** Seconds for which a browser may cache a preflight. */
  readonly maxAge?: number | undefined;
}

/** `'on'`: any origin, without credentials. `'off'`: no CORS header at all. */
export type CorsMode = 'on' | 'off' | CorsRules;

const EXPOSED = ['ETag', 'Retry-After', 'Last-Event-ID'] as const;

/** Answers preflights and adds CORS headers, by the current mode. `/control` is open to all that may use it. */
export function serveCors(app: FastifyInstance, access: Access, mode: () => CorsMode): void {
  app.register(fastifyCors, {
    delegator: (request, callback) => {
      const open = request.url.startsWith('/control') && !access.originRefusal(request.headers);
      callback(null, optionsFor(open ? 'on' : mode(), isPreflight(request)));
    },
  });
}

/** Whether a request is a preflight (Fetch, "CORS-preflight request"). */
export function isPreflight({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** Throws a `TypeError` for a rule that cannot be sent as a header. */
export function checkedCors(mode: CorsMode): CorsMode {
  if (mode === 'on' || mode === 'off') return mode;
  const { origins, allowHeaders = [], exposeHeaders = [], maxAge = 0 } = mode;
  for (const origin of [origins].flat()) checkedHeaderValue('cors.origins', origin);
  for (const name of allowHeaders) checkedHeaderValue('cors.allowHeaders', name);
  for (const name of exposeHeaders) checkedHeaderValue('cors.exposeHeaders', name);
  if (!Number.isInteger(maxAge) || maxAge < 0)
    throw new TypeError(`cors.maxAge: expected seconds from 0, got ${maxAge}`);
  return mode;
}

function optionsFor(mode: CorsMode, preflight: boolean): FastifyCorsOptions {
  if (mode === 'off') return { origin: false };
  const rules: CorsRules = mode === 'on' ? { origins: '*' } : mode;
  const { origins, credentials = false, allowHeaders, exposeHeaders = EXPOSED, maxAge } = rules;
  return {
    origin: typeof origins === 'string' ? origins : [...origins],
    credentials,
    exposedHeaders: [...exposeHeaders],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    preflight,
    ...(allowHeaders && { allowedHeaders: [...allowHeaders] }),
    ...(maxAge !== undefined && { maxAge }),
  };
}
