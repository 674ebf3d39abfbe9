/** What the chat's server sends. Only what everybody gets has a number, counted from 1. */
export type ChatMessage =
  | { readonly kind: 'said'; readonly n: number; readonly text: string }
  | { readonly kind: 'answer'; readonly id: string; readonly text: string }
  | { readonly kind: 'news'; readonly channel: string };

/** What a tab sends. No two commands have the same `id`. */
export type ChatCommand =
  | { readonly kind: 'say'; readonly id: string }
  | { readonly kind: 'ask'; readonly id: string; readonly text: string }
  | { readonly kind: 'subscribe'; readonly channel: string }
  | { readonly kind: 'unsubscribe'; readonly channel: string };

/** The text of the messages that the server itself says. Every tab answers some of them by a command. */
export const TICK = 'tick';
