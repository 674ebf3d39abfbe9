/**
 * Gets a warning about things that no subscriber sees. `console` is one. It never gets tokens, cursors or bodies of
 * requests, and the query of a URL is removed. A warning that repeats is logged every 10 s at most.
 */
export interface PushLogger {
  /**
   * `details` of a rejected message are `{ error, raw }`: the error without its `cause`, and the first 100 characters of
   * the message. `observe: 'events'` has both whole.
   */
  warn(message: string, ...details: unknown[]): void;
}
