import { concat, defer, EMPTY, finalize, mergeMap, NEVER, of, takeWhile, tap, type Observable } from 'rxjs';
import { isPushError, PushError, type PushEvent } from 'ngx-comet/core';
import { mcpHttp, type Fields, type McpHttp, type McpHttpOptions, type McpMessage } from './mcp-http';

export interface McpOptions extends McpHttpOptions {
  readonly clientInfo: { readonly name: string; readonly version: string };
  readonly capabilities?: Fields;
}

export interface McpSession extends Pick<McpHttp, 'listen' | 'send'> {
  /** The answer to `initialize`. */
  readonly server: Fields;
  /**
   * Sends a request. Emits its progress and completes after its response, which has a `result` or an `error`.
   * Unsubscribing before the response cancels the request.
   */
  request(method: string, params?: Fields): Observable<PushEvent<McpMessage>>;
}

/** Whether the server does not know the session any more. A new subscription to `mcp$` begins another one. */
export function isSessionLost(error: unknown): boolean {
  return isPushError(error) && error.status === 404;
}

/**
 * A session with a server of the Model Context Protocol (https://modelcontextprotocol.io) without its SDK. Emits the
 * session when it is initialized. Unsubscribing ends it on the server.
 */
export function mcp$(url: string | URL, options: McpOptions): Observable<McpSession> {
  const { clientInfo, capabilities = {}, ...httpOptions } = options;
  return defer(() => {
    const http = mcpHttp(url, httpOptions);
    const { send, listen } = http;
    const call = (id: number, method: string, params: Fields): Observable<PushEvent<McpMessage>> =>
      http.call({ id, method, params }).pipe(takeWhile((event) => responseIn(event)?.id !== id, true));
    let last = 0;
    const request = (method: string, params: Fields = {}): Observable<PushEvent<McpMessage>> =>
      defer(() => {
        const id = ++last;
        // A connection that ends does not cancel a request.
        const cancel = (): void => {
          send({ method: 'notifications/cancelled', params: { requestId: id } }).subscribe({ error: () => undefined });
        };
        return call(id, method, { _meta: { progressToken: id }, ...params }).pipe(tap({ unsubscribe: cancel }));
      });
    return call(0, 'initialize', { protocolVersion: '2025-11-25', capabilities, clientInfo }).pipe(
      mergeMap((event) => {
        const { result, error } = responseIn(event) ?? {};
        if (error !== undefined) throw new PushError('protocol', error.message, { transient: false, cause: error });
        if (result === undefined) return EMPTY;
        http.version = String(result['protocolVersion']);
        const session = { server: result, request, send, listen };
        return concat(send({ method: 'notifications/initialized' }), of(session), NEVER);
      }),
      finalize(() => {
        http.end();
      }),
    );
  });
}

function responseIn(event: PushEvent<McpMessage>): McpMessage | undefined {
  return event.kind === 'message' && event.message.data.method === undefined ? event.message.data : undefined;
}
