import { baseUrl, pageOrigin } from '../../platform/page';

/** Whether a request for the URL leaves the origin of the page, so that CORS rules it; where there is no page, nothing does. */
export function crossesOrigins(url: string): boolean {
  const page = pageOrigin();
  const base = baseUrl();
  return page !== undefined && URL.canParse(url, base) && new URL(url, base).origin !== page;
}
