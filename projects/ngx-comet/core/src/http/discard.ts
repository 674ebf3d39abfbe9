/** Nobody will read the body, and an unread one keeps its connection. Those of other fetches may only heed their signal. */
export function discard({ body }: Response): void {
  void (body as Partial<ReadableStream> | null | undefined)?.cancel?.().catch(() => undefined);
}
