/** Adds a listener where there is something to listen to, and returns what removes it. */
export function listen(target: Partial<EventTarget> | undefined, type: string, listener: () => void): () => void {
  target?.addEventListener?.(type, listener);
  return () => target?.removeEventListener?.(type, listener);
}

/** The document of this page; `undefined` in Node and in workers, whatever the types say. */
export function currentDocument(): Document | undefined {
  return globalThis.document;
}
