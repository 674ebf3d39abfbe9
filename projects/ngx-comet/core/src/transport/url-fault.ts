import { withoutSecrets } from '../without-secrets';
import { baseUrl } from './base-url';

/** Why no fetch of a platform takes the URL, which it would report like a server that is down (Fetch §5.4); `undefined` if it does. */
export function urlFault(url: string): string | undefined {
  const base = baseUrl();
  // Any base shows whether a relative URL would be one.
  const shown = JSON.stringify(withoutSecrets(url));
  if (!URL.canParse(url, base ?? 'http://a')) return `${shown} is not a valid URL`;
  if (base === undefined && !URL.canParse(url))
    return `cannot resolve the relative URL ${shown} where there is no page`;
  const { username, password } = new URL(url, base);
  return username + password === '' ? undefined : `a request cannot have credentials in its URL, ${shown}: use headers`;
}
