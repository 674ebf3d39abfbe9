/**
 * What the bootstrap script reports. The server's script can send the same reports, so a report may only decide the
 * result of its own call.
 */
export type FrameReport =
  | readonly ['answer', string]
  | readonly ['decode', string | undefined]
  | readonly ['blocked', 'frame' | 'page']
  | readonly ['overflow' | 'threw' | 'load' | 'error'];

const PLAIN: readonly unknown[] = ['overflow', 'threw', 'load', 'error'];

/**
 * Returns whether an event is the first message of a frame: from its window, from an opaque origin, with the token that
 * only its markup contains, and with one port. A browser may make the clone of a message only when `data` is read, so
 * `data` of another window is not read.
 */
export function greets(event: MessageEvent, frame: unknown, token: string): boolean {
  return (
    event.source !== null &&
    event.source === frame &&
    event.origin === 'null' &&
    event.data === token &&
    event.ports.length === 1
  );
}

/** Reads a message from the port. Returns `undefined` for a message that the bootstrap script never sends. */
export function frameReport(data: unknown): FrameReport | undefined {
  if (!Array.isArray(data)) return undefined;
  const [kind, detail] = data as unknown[];
  if (kind === 'answer' && typeof detail === 'string') return ['answer', detail];
  if (kind === 'decode' && (typeof detail === 'string' || detail === undefined)) return ['decode', detail];
  if (kind === 'blocked' && (detail === 'frame' || detail === 'page')) return ['blocked', detail];
  return PLAIN.includes(kind) ? [kind as 'threw'] : undefined;
}
