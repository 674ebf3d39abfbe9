import { isPushError, PushError } from 'ngx-comet/core';
import type { TabError } from './tab-message';
import { shorten } from './shorten';

/** The parts of an error that can be sent to another tab. */
export function toTabError(error: unknown): TabError {
  if (!isPushError(error)) {
    const words = shorten(error instanceof Error ? error.message : error);
    // The message of a `PushError` shows no secrets of URLs.
    return { code: undefined, message: new PushError('network', words, { transient: true }).message };
  }
  const { code, name: _name, message, cause: _cause, ...details } = error.toJSON();
  return { code, message, details };
}

/** The error of another tab, made of its parts. */
export function fromTabError(error: TabError): Error {
  return error.code === undefined ? new Error(error.message) : new PushError(error.code, error.message, error.details);
}
