import type { Serve } from './site';

/** The CORS headers of a server; a missing one is not sent. */
export interface Rules {
  readonly origin?: string | readonly string[];
  readonly credentials?: string;
  readonly expose?: string;
  /** `Access-Control-Allow-Headers` of a preflight. */
  readonly headers?: string;
  /** `Access-Control-Allow-Methods` of a preflight. */
  readonly methods?: string;
  /** Overrides the above in the response to a preflight. */
  readonly preflight?: Rules & { readonly status?: number; readonly location?: string };
  /** Overrides the above in the response to a method. */
  readonly to?: Readonly<Record<string, Rules & { readonly status?: number }>>;
  readonly status?: number;
  readonly location?: string;
  /** Answers only preflights. */
  readonly hold?: boolean;
}

/** A server with these rules, right or wrong. */
export function serving({ preflight, to, ...common }: Rules): Serve {
  return (request, response) => {
    const asks = request.method === 'OPTIONS';
    const rules: Rules = { ...common, ...(asks ? preflight : to?.[request.method ?? '']) };
    if (rules.hold === true && !asks) return;
    const set = (name: string, value: string | readonly string[] | undefined): void => {
      if (value !== undefined) response.setHeader(name, value);
    };
    set('access-control-allow-origin', rules.origin);
    set('access-control-allow-credentials', rules.credentials);
    set('access-control-expose-headers', rules.expose);
    set('location', rules.location);
    if (asks) {
      set('access-control-allow-headers', rules.headers);
      set('access-control-allow-methods', rules.methods);
    }
    response.writeHead(rules.status ?? (asks ? 204 : 200)).end(asks ? undefined : '1');
  };
}
