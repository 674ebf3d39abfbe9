import type { Explanations } from '../support/suite.ts';

export const EXPLAINED: Explanations = [];
