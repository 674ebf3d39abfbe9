import { makeStateKey } from '@angular/core';
import { pushEvent, type Observe, type PushMessage, type RawData } from 'ngx-comet/core';
import type { StreamRequest } from '../service/stream-snapshots';

/** A message as it is stored in the page. */
export interface Snapshot {
  /** As received. The browser decodes and validates it again, because decoded values need not be JSON. */
  readonly raw: string;
  /** Whether `raw` is bytes in base64. */
  readonly binary?: true;
  readonly event: string;
  readonly id?: string;
  /** How many subscriptions got it on the server; as many get it in the browser. */
  readonly uses: number;
}

/** The snapshots of a page, by the keys of their streams. */
export const SNAPSHOTS_STATE = makeStateKey<Readonly<Record<string, Snapshot>>>('ngx-comet.snapshots');

export function packed(raw: RawData, event: string, id: string | undefined): Snapshot {
  const identified = id === undefined ? {} : { id };
  if (typeof raw === 'string') return { raw, event, ...identified, uses: 0 };
  let bytes = '';
  for (const byte of raw) bytes += String.fromCharCode(byte);
  return { raw: btoa(bytes), binary: true, event, ...identified, uses: 0 };
}

export function unpacked({ raw, binary }: Snapshot): RawData {
  return binary === true ? Uint8Array.from(atob(raw), (character) => character.charCodeAt(0)) : raw;
}

/**
 * The key of a stream, the same on the server and in the browser. `undefined` if its address is a function, because
 * functions have no names, or if its transport needs a page.
 */
export function snapshotKey({ transport, needsPage, address, options }: StreamRequest): string | undefined {
  if (needsPage || (typeof address !== 'string' && !(address instanceof URL))) return undefined;
  const { method = 'GET', query = {}, body } = options;
  return [transport, method, String(address), JSON.stringify(query), typeof body === 'string' ? body : ''].join(' ');
}

/** The value that a stream emits for a message. */
export function emitted(message: PushMessage<unknown>, observe: Observe | undefined): unknown {
  if (observe === 'events') return pushEvent({ kind: 'message', message });
  return observe === 'messages' ? message : message.data;
}
