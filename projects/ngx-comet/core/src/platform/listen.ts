/** Adds a listener if the target exists, and returns the function that removes it. */
export function listen(target: Partial<EventTarget> | undefined, type: string, listener: () => void): () => void {
  target?.addEventListener?.(type, listener);
  return () => target?.removeEventListener?.(type, listener);
}

/** The document of this page; `undefined` in Node and in workers, although the type does not say so. */
export function currentDocument(): Document | undefined {
  return globalThis.document;
}
