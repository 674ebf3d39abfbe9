import { shorten } from '../../platform/shorten';
import type { WebSocketPayload } from '../../platform/websocket-like';
import { webSocketFailure } from './websocket-failure';

// Compares tags, because `instanceof` is false for objects of another realm.
const SENDABLE = /^\[object (?:ArrayBuffer|Blob|File)\]$/;

function isPayload(value: unknown): value is WebSocketPayload {
  return typeof value === 'string' || ArrayBuffer.isView(value) || SENDABLE.test(Object.prototype.toString.call(value));
}

/** The default encoder: returns strings, buffers, views and blobs as they are, and anything else as JSON. */
export function encodeJson(value: unknown): WebSocketPayload {
  if (isPayload(value)) return value;
  // The declared type is string, but the result is `undefined` for undefined, functions and symbols.
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new TypeError(`there is no JSON for ${typeof value}`);
  return json;
}

/** Encodes a message. Throws a `PushError` of code `unsupported` if that is not possible. */
export function encoded<Out>(encode: (value: Out) => WebSocketPayload, value: Out): WebSocketPayload {
  let cause: unknown;
  try {
    const payload: unknown = encode(value);
    if (isPayload(payload)) return payload;
    cause = new TypeError(`encode returned ${payload === null ? 'null' : typeof payload}`);
  } catch (thrown) {
    cause = thrown;
  }
  throw webSocketFailure('unsupported', `a message cannot be encoded: ${shorten(cause)}`, cause);
}
