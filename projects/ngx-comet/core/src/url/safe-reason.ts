/** What an error of the platform says, to put behind a message; nothing where it quotes the URL, which may hold a token. */
export function safeReason(cause: unknown, url: string): string {
  const words = cause instanceof Error ? cause.message : String(cause);
  return words === '' || words.includes('://') || words.includes(url) ? '' : `: ${words}`;
}
