import type { Explanations } from '../support/suite.ts';

/** Chromium's parser of URLs, so both. */
const INVALID_URL: Explanations[number] = [
  /eventsource-constructor-url-bogus\.any\.js/,
  'Chromium takes a URL with spaces in its host for a valid one',
];

/** Where Chromium's own EventSource differs from the tests. */
export const NATIVE: Explanations = [
  INVALID_URL,
  [/format-utf-8\.any\.js/, 'Chromium refuses an event stream that names another charset than UTF-8; `sse$` reads it'],
];

/** Where the one over `sse$` differs. */
export const OURS: Explanations = [
  INVALID_URL,
  [/: EventSource message events are trusted$/, 'an event that a script makes is never trusted'],
  [
    /eventsource-cross-origin\.window\.js: .* should fail$/,
    'fetch does not tell that CORS refused, so `sse$` tries again as after any failure of the network; `diagnoseCors` finds it out',
  ],
  [
    /eventsource-request-cancellation\.window\.js/,
    'fetch does not tell `window.stop()` from a failure of the network, so `sse$` tries again',
  ],
];
