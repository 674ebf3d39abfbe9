/**
 * Gets a warning about things that no subscriber sees. `console` is one. It never gets tokens or bodies of requests.
 */
export interface PushLogger {
  /** `details` are the error and the raw message. */
  warn(message: string, ...details: unknown[]): void;
}
