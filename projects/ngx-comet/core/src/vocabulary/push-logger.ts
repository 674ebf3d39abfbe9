/** Told of what no subscriber can see; `console` is one. It is never given tokens nor the bodies of requests. */
export interface PushLogger {
  /** `details` hold the error and the raw message. */
  warn(message: string, ...details: unknown[]): void;
}
