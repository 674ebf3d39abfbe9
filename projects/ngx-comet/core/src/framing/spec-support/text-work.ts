const ONE_CHARACTER: readonly string[] = ['at', 'charAt', 'charCodeAt', 'codePointAt'];

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Cost = (self: unknown, args: readonly unknown[], result: unknown) => number;

/**
 * Calls `run` and counts the characters that it reads or copies with the methods of strings and regular expressions,
 * `join` and `JSON.parse`. Unlike time, the count is the same on every machine.
 */
export function textWork(run: () => void): number {
  let work = 0;
  const restore: (() => void)[] = [];
  const count = (owner: object, name: PropertyKey, cost: Cost): void => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    const original: unknown = descriptor?.value;
    if (descriptor === undefined || typeof original !== 'function') return;
    const counted = function (this: unknown, ...args: unknown[]): unknown {
      const result = Reflect.apply(original as Method, this, args);
      work += cost(this, args, result);
      return result;
    };
    Object.defineProperty(owner, name, { ...descriptor, value: counted });
    restore.push(() => Object.defineProperty(owner, name, descriptor));
  };

  for (const name of Reflect.ownKeys(String.prototype)) {
    if (name === 'constructor' || name === 'toString' || name === 'valueOf') continue;
    const one = ONE_CHARACTER.includes(String(name));
    count(String.prototype, name, (self, _args, result) =>
      one ? 1 : lengthOf(typeof result === 'string' ? result : self),
    );
  }
  for (const name of ['exec', 'test']) count(RegExp.prototype, name, (_self, [text]) => lengthOf(text));
  count(Array.prototype, 'join', (_self, _args, result) => lengthOf(result));
  count(JSON, 'parse', (_self, [text]) => lengthOf(text));
  try {
    run();
  } finally {
    for (const undo of restore) undo();
  }
  return work;
}

function lengthOf(text: unknown): number {
  return (text as string).length;
}
