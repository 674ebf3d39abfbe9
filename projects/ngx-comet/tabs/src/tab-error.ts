import { isPushError, PushError, type PushErrorCode, type PushErrorDetails } from 'ngx-comet/core';
import { shorten } from './shorten';

/** An error on its way to another tab. Cloning loses the class and the cause. */
export type TabError =
  | { readonly code: PushErrorCode; readonly message: string; readonly details: PushErrorDetails }
  | { readonly code: undefined; readonly message: string };

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

/** The types of the details that an error may have. Anything else on the channel is not from this library. */
const DETAILS: Readonly<Record<Exclude<keyof PushErrorDetails, 'cause'>, string>> = {
  transient: 'boolean',
  transport: 'string',
  url: 'string',
  status: 'number',
  closeCode: 'number',
  closeReason: 'string',
  retryAfter: 'number',
  body: 'string',
};

/** The error of another tab, made of its parts. */
export function fromTabError(error: TabError): Error {
  if (error.code === undefined) return new Error(error.message);
  const given = error.details as unknown as Readonly<Record<string, unknown>>;
  const known = Object.entries(DETAILS).filter(
    ([name, type]) => Object.hasOwn(given, name) && typeof given[name] === type,
  );
  const details = Object.fromEntries(known.map(([name]) => [name, given[name]])) as Partial<PushErrorDetails>;
  return new PushError(error.code, error.message, { transient: false, ...details });
}
