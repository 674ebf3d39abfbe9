import { baseUrl } from '../platform/page';
import type { ResponseHead } from '../vocabulary/transport';

/** The response to a request, and its URL. */
export interface Answer {
  readonly response: Response;
  /**
   * The URL of the response; the URL of the request if the response has none. A caller's fetch may return such a
   * response.
   */
  readonly url: string;
  /** In tests the body is delivered at once. */
  readonly atOnce?: boolean | undefined;
}

/** What is shown of a response. It does not keep the body. */
export function headOf({ response: { status, headers }, url }: Answer): ResponseHead {
  const base = baseUrl();
  if (!URL.canParse(url, base)) return { status, headers, url };
  const shown = new URL(url, base);
  shown.username = shown.password = shown.hash = '';
  return { status, headers, url: shown.href };
}

/**
 * Cancels a body that is not needed. Otherwise it keeps its connection. The body of a caller's fetch may have no
 * `cancel`.
 */
export function discard({ body }: Response): void {
  void (body as Partial<ReadableStream> | null | undefined)?.cancel?.().catch(() => undefined);
}
