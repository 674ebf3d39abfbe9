import type { Attempt } from '../vocabulary/attempt';

/** Where to connect to; a function is asked again at every attempt, so that it can bring a fresh token. */
export type UrlSource = string | URL | ((attempt: Attempt) => string | URL | Promise<string | URL>);
