import { shorten } from '../platform/shorten';
import { withoutSecrets } from './without-secrets';

/** The URL at the end of a warning: ` (https://…)`, or '' if it is not known. */
export function atUrl(url: string | undefined): string {
  return url === undefined ? '' : ` (${shorten(withoutSecrets(url))})`;
}
