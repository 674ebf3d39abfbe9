import { baseUrl } from '../platform/page';
import { addressSpace, LOOPBACK } from '../url/address-space';
import { PushError } from '../vocabulary/push-error';

declare const ngDevMode: object | boolean | undefined;

/**
 * Reports the error of a request that got no answer. If the browser denies the page access to the address, the reported
 * error is `local-network` (Local Network Access §3), and is reported when the browser has told the permission.
 * Otherwise it is the given error, reported at once.
 */
export function reportUnanswered(error: PushError, url: string | URL, report: (error: PushError) => void): void {
  const permission = neededPermission(url);
  if (permission === undefined) return report(error);
  const query = (name: string): Promise<PermissionStatus> =>
    navigator.permissions.query({ name: name as PermissionName });
  void query(permission)
    // Older browsers know only one permission for both spaces. In newer ones its state is that of either of them.
    .catch(() => query('local-network-access'))
    .then(
      ({ state }) => state === 'denied',
      () => false,
    )
    .then((denied) => {
      report(denied ? denial(error, permission) : error);
    });
}

/**
 * The permission that the URL needs, if it needs one and its state can be known. The browser checks only requests from a
 * wider space to a narrower one. Where the context is not secure, every permission is denied, even if it is not needed.
 */
function neededPermission(url: string | URL): string | undefined {
  const { isSecureContext, navigator, location } = globalThis as Partial<typeof globalThis>;
  const mayAsk = isSecureContext === true && (navigator as Partial<Navigator> | undefined)?.permissions !== undefined;
  if (!mayAsk || !URL.canParse(url, baseUrl())) return undefined;
  const space = addressSpace(new URL(url, baseUrl()).hostname);
  if (space <= addressSpace(location?.hostname ?? '')) return undefined;
  return space === LOOPBACK ? 'loopback-network' : 'local-network';
}

function denial(cause: PushError, permission: string): PushError {
  const { transport, url } = cause;
  const advice =
    typeof ngDevMode === 'undefined' || ngDevMode
      ? `: allow it in the site settings or by policy, and for a frame by allow="${permission}"`
      : '';
  return new PushError('local-network', `the browser denies this page the permission ${permission}${advice}`, {
    transient: false,
    transport,
    url,
    cause,
  });
}
