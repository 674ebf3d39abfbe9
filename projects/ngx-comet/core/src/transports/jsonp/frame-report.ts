/** What the bootstrap says of the script; the script can say it too, so each is no more than a claim about its own answer. */
export type FrameReport =
  readonly ['answer', unknown] | readonly ['uncloneable' | 'threw' | 'load' | 'error'] | readonly ['blocked', string];

const PLAIN: readonly unknown[] = ['uncloneable', 'threw', 'load', 'error'];

/** The first message of a frame: from that window, from an opaque origin, with the token only its markup has, and one port. */
export function greets(event: MessageEvent, frame: unknown, token: string): boolean {
  return (
    event.source !== null &&
    event.source === frame &&
    event.origin === 'null' &&
    event.data === token &&
    event.ports.length === 1
  );
}

/** Reads what came over the port; `undefined` for what the bootstrap never sends. */
export function frameReport(data: unknown): FrameReport | undefined {
  if (!Array.isArray(data)) return undefined;
  const [kind, detail] = data as unknown[];
  if (kind === 'answer' && data.length === 2) return ['answer', detail];
  if (kind === 'blocked' && typeof detail === 'string') return ['blocked', detail];
  return PLAIN.includes(kind) ? [kind as 'threw'] : undefined;
}
