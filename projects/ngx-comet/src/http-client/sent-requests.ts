import type { FailedRequest } from 'ngx-comet/core';

/** By the error of `fetch`: the request as the interceptors left it, which may differ from what the stream asked for. */
const sent = new WeakMap<object, FailedRequest>();

/** Keeps what the request was for as long as the error that `fetch` failed with. */
export function noteSent(error: unknown, url: string, { method, headers, credentials }: RequestInit): void {
  if (typeof error === 'object' && error !== null) sent.set(error, { url, method, headers, credentials });
}

/** The request that an error of `fetch` is about, if it was noted. */
export function sentFor(error: unknown): FailedRequest | undefined {
  return typeof error === 'object' && error !== null ? sent.get(error) : undefined;
}
