import { bayeux } from './bayeux';
import { engineIo } from './engine-io';
import { factories } from './factories';
import { graphql } from './graphql';
import { mqtt } from './mqtt';
import { nchan } from './nchan';
import { php } from './php';
import { protocols } from './protocols';
import type { Recipe } from './recipe';
import { sockjs } from './sockjs';
import { stomp } from './stomp';

/** By the name that a test gives. A file of a server adds its own here. */
export const RECIPES = {
  ...factories,
  ...mqtt,
  ...nchan,
  ...php,
  ...stomp,
  ...sockjs,
  ...engineIo,
  ...bayeux,
  ...graphql,
  ...protocols,
} as const satisfies Readonly<Record<string, Recipe>>;

export type RecipeName = keyof typeof RECIPES;
