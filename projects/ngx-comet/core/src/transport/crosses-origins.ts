import { baseUrl } from './base-url';

/** Whether a request for the URL leaves the origin of the page, so that CORS rules it; where there is no page, nothing does. */
export function crossesOrigins(url: string): boolean {
  const { origin, location } = globalThis as { readonly origin?: string; readonly location?: Location };
  const page = origin ?? location?.origin;
  const base = baseUrl();
  return page !== undefined && URL.canParse(url, base) && new URL(url, base).origin !== page;
}
