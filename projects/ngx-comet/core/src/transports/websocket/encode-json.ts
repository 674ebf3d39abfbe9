import type { WebSocketPayload } from '../../platform/websocket-like';

// By tag: `instanceof` is false for what another realm made.
const SENDABLE = /^\[object (?:ArrayBuffer|Blob|File)\]$/;

export function isPayload(value: unknown): value is WebSocketPayload {
  return typeof value === 'string' || ArrayBuffer.isView(value) || SENDABLE.test(Object.prototype.toString.call(value));
}

/** The default encoder: strings, buffers, views and blobs as they are, anything else as JSON. */
export function encodeJson(value: unknown): WebSocketPayload {
  if (isPayload(value)) return value;
  // The type says string, but there is no JSON for undefined, functions and symbols.
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new TypeError(`there is no JSON for ${typeof value}`);
  return json;
}
