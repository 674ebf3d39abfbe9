/** Options over defaults; an option that is `undefined` counts as missing. */
export function mergeOptions<D extends object, O extends object>(defaults: D, options: O): D & O {
  const merged = { ...defaults } as Record<string, unknown>;
  for (const [name, value] of Object.entries(options)) if (value !== undefined) merged[name] = value;
  return merged as D & O;
}
