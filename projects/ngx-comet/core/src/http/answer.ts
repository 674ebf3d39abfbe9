/** The response to a request, and its URL. */
export interface Answer {
  readonly response: Response;
  /**
   * The URL of the response; the URL of the request if the response has none. A caller's fetch may return such a
   * response.
   */
  readonly url: string;
}

/**
 * Cancels a body that is not needed. Otherwise it keeps its connection. The body of a caller's fetch may have no
 * `cancel`.
 */
export function discard({ body }: Response): void {
  void (body as Partial<ReadableStream> | null | undefined)?.cancel?.().catch(() => undefined);
}
