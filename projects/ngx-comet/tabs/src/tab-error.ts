import { isPushError, PushError } from 'ngx-comet/core';
import type { TabError } from './tab-message';
import { shorten } from './shorten';

/** The parts of an error that can be sent to another tab. */
export function toTabError(error: unknown): TabError {
  const message = error instanceof Error ? error.message : String(error);
  if (!isPushError(error)) return { code: undefined, message: shorten(message) };
  const { code, name: _name, message: _message, ...details } = error.toJSON();
  return { code, message, details };
}

/** The error of another tab, made of its parts. */
export function fromTabError(error: TabError): Error {
  return error.code === undefined ? new Error(error.message) : new PushError(error.code, error.message, error.details);
}
