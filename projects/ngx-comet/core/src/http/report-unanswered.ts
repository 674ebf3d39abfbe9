import { baseUrl } from '../platform/page';
import { PushError } from '../vocabulary/push-error';

/** The permissions of Local Network Access, with what they allow. The first one that matches a host applies to it. */
const SPACES = [
  {
    permission: 'loopback-network',
    hosts: /^(?:.*\.)?localhost\.?$|^127(?:\.\d+){3}$|^\[::1\]$/,
    what: 'this computer',
  },
  {
    permission: 'local-network',
    hosts:
      /\.local\.?$|^(?:10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))(?:\.\d+)+$|^\[f(?:[cd][\da-f]|e[89ab])[\da-f]:/,
    what: 'the local network',
  },
] as const;

type Denial = (typeof SPACES)[number];

/**
 * Reports the error of a request that got no answer. If the browser denies the page access to the address, the reported
 * error is `local-network` (Local Network Access §3), and is reported when the browser has told the permission.
 * Otherwise it is the given error, reported at once.
 */
export function reportUnanswered(error: PushError, url: string | URL, report: (error: PushError) => void): void {
  const space = protectedSpace(url);
  if (space === undefined) return report(error);
  void isDenied(space.permission).then((denied) => {
    report(denied ? denial(error, space) : error);
  });
}

/**
 * The space of the URL, if the browser asks for a permission. Only names and addresses are known that are local by
 * definition: a page cannot know which address another name has. The check is made only from a wider space to a narrower
 * one. Where the context is not secure, the permission is always denied, even if it is not needed.
 */
function protectedSpace(url: string | URL): Denial | undefined {
  const { isSecureContext, navigator, location } = globalThis as Partial<typeof globalThis>;
  if (isSecureContext !== true || (navigator as Partial<Navigator> | undefined)?.permissions === undefined) return;
  if (!URL.canParse(url, baseUrl())) return;
  const target = spaceOf(new URL(url, baseUrl()).hostname);
  const page = spaceOf(location?.hostname ?? '');
  return target < page ? SPACES[target] : undefined;
}

/** The place in `SPACES`; their number for any other host. */
function spaceOf(host: string): number {
  const place = SPACES.findIndex(({ hosts }) => hosts.test(host));
  return place < 0 ? SPACES.length : place;
}

async function isDenied(permission: string): Promise<boolean> {
  // Older browsers know only one permission for both spaces. In newer ones its state is that of either of them.
  for (const name of [permission, 'local-network-access']) {
    try {
      return (await navigator.permissions.query({ name: name as PermissionName })).state === 'denied';
    } catch {
      // The browser does not know this name.
    }
  }
  return false;
}

function denial(cause: PushError, { permission, what }: Denial): PushError {
  const message = `the browser denies this page access to ${what}: allow it in the browser's settings for this site, or by policy; a frame also needs allow="${permission}"`;
  const { transport, url } = cause;
  return new PushError('local-network', message, { transient: false, transport, url, cause });
}
