/** What a request was answered with. */
export interface Answer {
  readonly response: Response;
  /** Where it came from: a response that was made, as by a fetch of the caller's, does not know. */
  readonly url: string;
}
