import type { JsonpCall } from './jsonp-call';

interface Waiting {
  readonly call: JsonpCall;
  readonly forget: () => void;
}

/** The callbacks in the page: the calls that wait for each, by their scripts. Calls can have the same `callbackName`. */
const callbacks = new Map<string, Map<unknown, Waiting>>();

/** Returns whether a callback with this name would overwrite something. A callback that waits is shared. */
export function isTaken(name: string): boolean {
  return name in globalThis && !callbacks.has(name);
}

/**
 * Defines the callback in the page. It also exists after the call has ended: otherwise a script that is late, or that
 * calls twice, would throw. It is removed when the script that called it has ended, or when the script has loaded.
 */
export function defineCallback(call: JsonpCall, script: HTMLScriptElement): () => void {
  const { callback, document, options } = call;
  const calls = callbacks.get(callback) ?? new Map<unknown, Waiting>();
  // A name of its own is enough. Under a shared name, also late, a script can only answer the call that it belongs to.
  const keyOf = (running: unknown): unknown => (options.callbackName === undefined ? script : running);
  if (calls.size === 0) {
    const value = (answer: unknown): void => {
      const waiting = calls.get(keyOf(document.currentScript));
      void Promise.resolve().then(waiting?.forget);
      waiting?.call.answer(answer);
    };
    Object.defineProperty(globalThis, callback, { value, configurable: true });
  }
  const forget = (): void => {
    if (!calls.delete(script) || calls.size > 0) return;
    callbacks.delete(callback);
    Reflect.deleteProperty(globalThis, callback);
  };
  callbacks.set(callback, calls.set(script, { call, forget }));
  return forget;
}
