import { wrongSecret } from '../checks/secret';

/** Throws a `TypeError` for a URL that can never work. The call of the transport throws it, not the subscription. */
export function checkUrl(url: unknown, option = 'url', returns = 'one'): void {
  if (typeof url === 'function' || url instanceof URL) return;
  if (typeof url !== 'string' || url.trim() === '') {
    wrongSecret(option, url, `a non-empty string, a URL, or a function that returns ${returns}`);
  }
}
