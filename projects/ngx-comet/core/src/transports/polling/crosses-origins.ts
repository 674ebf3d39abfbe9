import { baseUrl, pageOrigin } from '../../platform/page';

/** Returns whether the URL has another origin than the page, so that CORS applies. Without a page it returns false. */
export function crossesOrigins(url: string): boolean {
  const page = pageOrigin();
  const base = baseUrl();
  return page !== undefined && URL.canParse(url, base) && new URL(url, base).origin !== page;
}
