/** The options of `ng generate ngx-comet:feed`, as in `schema.json`. */
export interface FeedOptions {
  /** The name, also with a folder before it. */
  readonly name: string;
  /** Default `sse`. */
  readonly transport?: FeedTransport;
  /** The folder, from the root of the workspace; by default the `app` or `lib` folder of the project. */
  readonly path?: string;
  /** The project; without it the only one of the workspace. */
  readonly project?: string;
  /** `false` = the files get a folder of their own. Default true. */
  readonly flat?: boolean;
  /** Is added to the names of the files and of the class. */
  readonly type?: string;
  /** Default false. */
  readonly skipTests?: boolean;
}

/** The transports that a feed can have. */
export type FeedTransport = 'sse' | 'http-stream' | 'websocket' | 'polling' | 'jsonp';
