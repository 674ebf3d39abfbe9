import { factories } from './factories';
import { mqtt } from './mqtt';
import { nchan } from './nchan';
import { php } from './php';
import { stomp } from './stomp';
import type { Recipe } from './recipe';

/** By the name that a test gives. A file of a server adds its own here. */
export const RECIPES = {
  ...factories,
  ...mqtt,
  ...nchan,
  ...php,
  ...stomp,
} as const satisfies Readonly<Record<string, Recipe>>;

export type RecipeName = keyof typeof RECIPES;
