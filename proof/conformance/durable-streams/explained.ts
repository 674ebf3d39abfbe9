import type { Explanations } from '../support/suite.ts';

export const EXPLAINED: Explanations = [
  ['read-future-offset', 'the suite allows this error: its own server answers 400 to an offset that it never gave'],
  ['offset-zero-start', 'the suite reads from the offset 0, to which its own server answers 400, and looks at nothing'],
  [/^sse-base64-(data-integrity-multiline|large-payload-4kb)$/, 'the suite itself skips it'],
];
