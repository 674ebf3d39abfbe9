/** Nobody will read the body, and an unread one keeps its connection. Those of other fetches may only heed their signal. */
export function discard({ body }: Response): void {
  const { cancel } = (body ?? {}) as Partial<ReadableStream>;
  if (cancel !== undefined) void cancel.call(body).catch(() => undefined);
}
