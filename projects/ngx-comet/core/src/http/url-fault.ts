import { baseUrl } from '../platform/page';
import { withoutSecrets } from '../vocabulary/without-secrets';
import { shorten } from '../platform/shorten';

/**
 * Returns why the platform's fetch rejects the URL; `undefined` if it accepts it. Otherwise the error of fetch would
 * look like a server that is down (Fetch §5.4).
 */
export function urlFault(url: string): string | undefined {
  const base = baseUrl();
  const shown = JSON.stringify(shorten(withoutSecrets(url)));
  if (!URL.canParse(url, base)) return `cannot resolve ${shown}: it is invalid, or relative without a page`;
  const { username, password } = new URL(url, base);
  return username + password === '' ? undefined : `${shown} has credentials: send them in headers instead`;
}
