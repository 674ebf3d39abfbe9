import type { FailedRequest } from 'ngx-comet/core';

/** The requests with the changes of the interceptors, by the error that `fetch` failed with. */
const sent = new WeakMap<object, FailedRequest>();

/** Stores a request for as long as the error that `fetch` failed with exists. */
export function noteSent(error: unknown, url: string, { method, headers, credentials }: RequestInit): void {
  if (typeof error === 'object' && error !== null) sent.set(error, { url, method, headers, credentials });
}

/** The request that an error of `fetch` belongs to, if it was stored. */
export function sentFor(error: unknown): FailedRequest | undefined {
  return typeof error === 'object' && error !== null ? sent.get(error) : undefined;
}
