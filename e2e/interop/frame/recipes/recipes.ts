import { factories } from './factories';
import { nchan } from './nchan';
import { php } from './php';
import type { Recipe } from './recipe';

/** By the name that a test gives. A file of a server adds its own here. */
export const RECIPES = {
  ...factories,
  ...nchan,
  ...php,
} as const satisfies Readonly<Record<string, Recipe>>;

export type RecipeName = keyof typeof RECIPES;
