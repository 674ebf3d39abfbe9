import { makeStateKey } from '@angular/core';
import { isPushError, pushEvent, type Observe, type PushMessage, type RawData } from 'ngx-comet/core';

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

/** The value that a stream emits for a message. */
export function emitted(message: PushMessage<unknown>, observe: Observe | undefined): unknown {
  if (observe === 'events') return pushEvent({ kind: 'message', message });
  return observe === 'messages' ? message : message.data;
}

/** Why there is no snapshot, for a log. Only the messages of the library's own errors are known to have no secrets. */
export function reasonOf(error: unknown): string {
  if (isPushError(error)) return error.message;
  return error instanceof Error ? error.name : typeof error;
}
