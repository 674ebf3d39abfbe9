import { PushError } from '../../vocabulary/push-error';
import { withoutEcho } from '../../url/safe-reason';
import { shorten } from '../../platform/shorten';

/** The caller's decision whether a close is transient; `undefined` = the default. */
export type TransientClose = (code: number, reason: string) => boolean | undefined;

const NORMAL = 1000;
const NO_CLOSE_FRAME = 1006;
const TLS_FAILED = 1015;

/**
 * Returns the error of a close; `undefined` if the stream completes. `transientClose` decides for all codes. If it
 * returns false for 1000, the stream still completes.
 */
export function closeError(
  { code, reason }: { readonly code: number; readonly reason: string },
  url: string,
  transientClose: TransientClose | undefined,
  protocols: string | readonly string[] = [],
): PushError | undefined {
  const said = withoutEcho(reason, url, typeof protocols === 'string' ? [protocols] : protocols);
  const details = { transport: 'websocket', url, closeCode: code, closeReason: said } as const;
  let transient: boolean;
  try {
    transient = transientClose?.(code, reason) ?? isTransientClose(code);
  } catch (cause) {
    return new PushError('closed', `transientClose failed: ${shorten(cause)}`, { ...details, transient: false, cause });
  }
  if (code === NORMAL && !transient) return undefined;
  // The platform reports these two codes when no close frame arrived (RFC 6455 §7.4.1).
  if (code === NO_CLOSE_FRAME || code === TLS_FAILED) {
    return new PushError('network', 'cannot connect, or the connection broke', { ...details, transient });
  }
  const because = said === '' ? '' : `: ${shorten(said)}`;
  return new PushError('closed', `the peer closed the connection with ${code}${because}`, { ...details, transient });
}

/**
 * Codes that mean that the peer will never serve this client are final (RFC 6455 §7.4.1; also 4400–4499, which by
 * convention are used like HTTP statuses). All other codes are transient, because an unknown code must not end a feed.
 */
function isTransientClose(code: number): boolean {
  const final = code === NORMAL || code === 1002 || code === 1003 || (code >= 1007 && code <= 1010);
  return !final && !(code >= 4400 && code <= 4499);
}
