/**
 * @typedef {{ bytesInOutput: number }} MetafileInput
 * @typedef {{ path: string, bytes: number, share: number, saves: number }} SizeRow
 *   `share` is the part of all minified bytes, from 0 to 1; `saves` is what gzip needs less without the file's code
 *
 * @param {Record<string, MetafileInput>} inputs the inputs of one output in a metafile of esbuild
 * @param {(path: string) => number} gzipWithout the gzip bytes of the bundle without the code of one file
 * @param {number} gzip the gzip bytes of the whole bundle
 * @returns {SizeRow[]} largest first, without files that add nothing
 */
export function sizeMap(inputs, gzipWithout, gzip) {
  const files = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const all = files.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
  return files
    .map(([path, { bytesInOutput: bytes }]) => ({
      path,
      bytes,
      share: bytes / all,
      saves: gzip - gzipWithout(path),
    }))
    .sort((a, b) => b.bytes - a.bytes || a.path.localeCompare(b.path));
}

/**
 * The bundle's code of one file each. esbuild writes a comment with the path before the code of each file, unless it
 * removes whitespace.
 *
 * @param {string} bundle
 * @param {Iterable<string>} paths the paths of the metafile
 * @returns {Map<string, string>} in the bundle's order
 */
export function partsOf(bundle, paths) {
  const known = new Set(paths);
  /** @type {Map<string, string[]>} */
  const parts = new Map();
  let path = '';
  for (const line of bundle.split('\n')) {
    const named = line.startsWith('// ') ? line.slice(3) : '';
    if (known.has(named)) path = named;
    else parts.set(path, [...(parts.get(path) ?? []), line]);
  }
  return new Map([...parts].map(([name, lines]) => [name, lines.join('\n')]));
}
