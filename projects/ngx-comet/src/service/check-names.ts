/** The names of the options. A new option without an entry here does not compile. */
export type Names<O> = Readonly<Record<keyof O & string, true>>;

/**
 * Throws a `TypeError` for options that are no object, and for an option that is not in the list. `undefined` counts as
 * left out. Call it only where `ngDevMode` is not false.
 */
export function checkNames<O extends object>(caller: string, options: O, names: Names<O>): void {
  checkObject(options, `${caller}: `);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(names, name)) continue;
    const known = Object.keys(names).join(', ');
    throw new TypeError(`${caller}: unknown option ${JSON.stringify(name.slice(0, 100))}. It takes ${known}.`);
  }
}

/** Throws a `TypeError` for options that are no object. */
export function checkObject(options: unknown, prefix = ''): void {
  if (typeof options === 'object' && options !== null) return;
  const got = typeof options === 'string' ? JSON.stringify(options.slice(0, 100)) : String(options).slice(0, 100);
  throw new TypeError(`${prefix}options must be an object, got ${got}`);
}
