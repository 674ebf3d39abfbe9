import { PushError } from '../../vocabulary/push-error';

/** The caller's own view of which closes pass; `undefined` = as by default. */
export type TransientClose = (code: number, reason: string) => boolean | undefined;

const NORMAL = 1000;
const NO_CLOSE_FRAME = 1006;
const TLS_FAILED = 1015;

/**
 * What a close means: the error, or `undefined` where the peer said that there is no more. `transientClose` overrules all codes;
 * where it refuses to try 1000 again, that still is an orderly end.
 */
export function closeError(
  { code, reason }: { readonly code: number; readonly reason: string },
  url: string,
  transientClose: TransientClose | undefined,
): PushError | undefined {
  const details = { transport: 'websocket', url, closeCode: code, closeReason: reason } as const;
  let transient: boolean;
  try {
    transient = transientClose?.(code, reason) ?? isTransientClose(code);
  } catch (cause) {
    return new PushError('closed', `transientClose failed: ${String(cause)}`, { ...details, transient: false, cause });
  }
  if (code === NORMAL && !transient) return undefined;
  // The platform makes these two up where no close frame came (RFC 6455 §7.4.1).
  if (code === NO_CLOSE_FRAME || code === TLS_FAILED) {
    return new PushError('network', 'the connection could not be made, or broke', { ...details, transient });
  }
  const because = reason === '' ? '' : `: ${reason}`;
  return new PushError('closed', `the peer closed the connection with ${code}${because}`, { ...details, transient });
}

/**
 * Codes by which the peer says that this client will never be served (RFC 6455 §7.4.1, and by custom 4400–4499 like the HTTP
 * statuses) are final. Any other passes: a code that means nothing to us must not end a feed for good.
 */
function isTransientClose(code: number): boolean {
  const final = code === NORMAL || code === 1002 || code === 1003 || (code >= 1007 && code <= 1010);
  return !final && !(code >= 4400 && code <= 4499);
}
