/** The options of `ng add ngx-comet`, as in `schema.json`. */
export interface NgAddOptions {
  /** The application; without it the only one of the workspace. */
  readonly project?: string;
  /** Also adds a small feed server. */
  readonly demo?: boolean;
}
