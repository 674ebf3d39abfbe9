import { catchError, EMPTY, tap, throwError, type Observable } from 'rxjs';
import {
  httpStream$,
  isPushError,
  memoryCursor,
  PushError,
  type HttpStreamOptions,
  type PushEvent,
} from 'ngx-comet/core';

export type Fields = Readonly<Record<string, unknown>>;

/** A message of JSON-RPC: a request (`id`, `method`), a notification (`method`), or a response (`id`, `result` or `error`). */
export interface McpMessage {
  readonly id?: number | string | undefined;
  readonly method?: string;
  readonly params?: Fields;
  readonly result?: Fields;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** Options of {@link httpStream$} that every request takes. */
type Common =
  'connectTimeout' | 'credentials' | 'fetch' | 'gate' | 'idleTimeout' | 'logger' | 'pauseWhile' | 'redirect' | 'retry';

export interface McpHttpOptions extends Pick<HttpStreamOptions<McpMessage>, Common> {
  /** Called for every request. */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** True if the server keeps the events of its streams, so that nothing is missing after `Last-Event-ID`. */
  readonly trusted?: boolean;
}

/** The requests of one session. */
export interface McpHttp {
  /** The version of the protocol, which is sent once `initialize` was answered. */
  version: string | undefined;
  /** Sends a request, and emits what is answered. It does not end by itself. */
  call(request: McpMessage): Observable<PushEvent<McpMessage>>;
  /** Sends a notification or a response. Completes when the server accepted it. */
  readonly send: (message: McpMessage) => Observable<never>;
  /** What the server sends unasked. Completes at once if the server has no such stream. */
  readonly listen: () => Observable<PushEvent<McpMessage>>;
  /** Ends the session on the server, if there is one. Nobody waits for the answer. */
  end(): void;
}

/**
 * The transport "streamable HTTP" of the Model Context Protocol
 * (https://modelcontextprotocol.io/specification/2025-11-25/basic/transports).
 *
 * A request is one POST. If its event stream is cut, a GET goes on after the last event id. If there was no id yet, the
 * loss is an error: the server may have done what was asked, so the POST is not repeated.
 */
export function mcpHttp(url: string | URL, { headers, trusted, ...options }: McpHttpOptions): McpHttp {
  let session: string | undefined;
  const shared = {
    connectTimeout: 60_000, // An answer in JSON begins when the work is done.
    redirect: 'error', // The session id would go to another server.
    framing: 'by-type',
    ...options,
    headers: async () => ({
      'Content-Type': 'application/json',
      'Mcp-Session-Id': session,
      'MCP-Protocol-Version': http.version,
      ...(await headers?.()),
    }),
  } as const;
  const once = (method: string, body: string | null): Observable<never> =>
    httpStream$<never>(url, { ...shared, method, body, retry: false });
  const stream = (message?: McpMessage): Observable<PushEvent<McpMessage>> => {
    const store = memoryCursor();
    const posts = (): boolean => message !== undefined && store.get() === undefined;
    let sent = false;
    return httpStream$<McpMessage>(url, {
      ...shared,
      method: () => {
        if (!posts()) return 'GET';
        if (sent) throw new PushError('closed', 'the connection ended before the first event', { transient: false });
        sent = true;
        return 'POST';
      },
      body: () => (message !== undefined && posts() ? encode(message) : null),
      onEnd: 'reconnect',
      resume: { store, trusted, onRefused: message === undefined ? 'restart' : 'error' },
      transient: ({ status }) => {
        // The server has not noticed yet that the connection was cut.
        if (!posts()) return status === 409 || undefined;
        // The server refused the work, so it may be asked again.
        sent = status !== 429 && status !== 503;
        return !sent;
      },
      observe: 'events',
    }).pipe(
      tap((event) => {
        if (event.kind === 'open') session ??= event.response?.headers.get('mcp-session-id') ?? undefined;
      }),
    );
  };
  const http: McpHttp = {
    version: undefined,
    call: stream,
    send: (message) => once('POST', encode(message)),
    listen: () =>
      stream().pipe(
        catchError((error: unknown) => (isPushError(error) && error.status === 405 ? EMPTY : throwError(() => error))),
      ),
    end: () => {
      if (session !== undefined) once('DELETE', null).subscribe({ error: () => undefined });
    },
  };
  return http;
}

function encode(message: McpMessage): string {
  return JSON.stringify({ jsonrpc: '2.0', ...message });
}
