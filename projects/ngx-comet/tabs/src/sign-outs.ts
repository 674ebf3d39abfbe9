/**
 * When the user signed out, by the wall clock that all tabs share. So a tab that did not hear it, because it was put
 * away or hung, learns it from the next leader.
 */
export class SignOuts {
  /** The latest sign-out that is known, in milliseconds since 1970; 0 = none. */
  last = 0;
  /** What this tab has is of the user since this time. */
  #since = Date.now();

  /** The user signed out at this time, and this tab knows it. */
  heard(at: number): void {
    this.last = Math.max(this.last, at);
    this.#since = Math.max(this.#since, at);
  }

  /** Whether what this tab has is of a user who signed out at this time. */
  missed(at: number): boolean {
    return at > this.#since;
  }
}
