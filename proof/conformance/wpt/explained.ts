import type { Explanations } from '../support/suite.ts';

/** Where Chromium's own EventSource differs from the tests. */
export const NATIVE: Explanations = [];

/** Where the one over `sse$` differs. */
export const OURS: Explanations = [];
