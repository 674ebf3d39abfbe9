/** What a request was answered with. */
export interface Answer {
  readonly response: Response;
  /** Where it came from: a response that was made, as by a fetch of the caller's, does not know. */
  readonly url: string;
}

/** Nobody will read the body, and an unread one keeps its connection. Those of other fetches may only heed their signal. */
export function discard({ body }: Response): void {
  void (body as Partial<ReadableStream> | null | undefined)?.cancel?.().catch(() => undefined);
}
