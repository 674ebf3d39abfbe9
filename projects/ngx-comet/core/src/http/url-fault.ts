import { baseUrl } from '../platform/page';
import { withoutSecrets } from '../vocabulary/without-secrets';

/** Why no fetch of a platform takes the URL, which it would report like a server that is down (Fetch §5.4); `undefined` if it does. */
export function urlFault(url: string): string | undefined {
  const base = baseUrl();
  const shown = JSON.stringify(withoutSecrets(url));
  if (!URL.canParse(url, base)) return `cannot resolve ${shown}: it is invalid, or relative where there is no page`;
  const { username, password } = new URL(url, base);
  return username + password === '' ? undefined : `${shown} has credentials, which fetch takes in headers alone`;
}
