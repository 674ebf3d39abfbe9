import { makeStateKey } from '@angular/core';
import type { RawData } from 'ngx-comet/core';

/** A message as it travels in the page. */
export interface Snapshot {
  /** As it came off the wire, to be decoded and validated once more: what decoders make need not be JSON. */
  readonly raw: string;
  /** Whether `raw` is bytes in base64. */
  readonly binary?: true;
  readonly event: string;
  readonly id?: string;
  /** How many subscriptions were given it, and may be given it again in the browser. */
  readonly uses: number;
}

/** Where the snapshots of a page are, by the keys of their streams. */
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
