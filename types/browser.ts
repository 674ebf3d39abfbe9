// The types of TypeScript's library for browsers are options too.
import { sse$, websocket$, type FailedRequest, type HttpOptions } from 'ngx-comet/core';

declare const headers: HeadersInit;
declare const body: Exclude<BodyInit, ReadableStream>;
declare const credentials: RequestCredentials;
declare const binaryType: BinaryType;

export const options: HttpOptions = { headers, body, credentials };
export const failed: FailedRequest = { url: '/x', headers, credentials };
sse$('/x', { headers: () => Promise.resolve(headers) });
websocket$('/x', { binaryType, WebSocket: window.WebSocket });

export const itsHeaders: HeadersInit | undefined = failed.headers;
export const itsCredentials: RequestCredentials | undefined = options.credentials;
