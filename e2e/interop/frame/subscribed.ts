import type { Given, RecipeName } from './page';

/** What the page subscribes to. */
export interface Subscribed {
  readonly recipe: RecipeName;
  readonly url: string;
  readonly given?: Given;
  /** A long poll is open with its first answer. So nobody waits for it, and the server must keep what comes before. */
  readonly opensWithNews?: true;
  /** Nothing is published: the server sends 1, 2, 3 … by itself. */
  readonly countsByItself?: true;
}
