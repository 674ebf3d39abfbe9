import type { Attempt } from '../vocabulary/attempt';

/** The URL to connect to. A function is called at every attempt, so it can return a URL with a fresh token. */
export type UrlSource = string | URL | ((attempt: Attempt) => string | URL | Promise<string | URL>);
