import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { overviewOf } from './markdown.ts';
import type { Published } from './result.ts';

/** Writes `README.md` from the JSON files of a folder. */
export function writeOverview(folder: URL): void {
  const results = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Published);
  writeFileSync(new URL('README.md', folder), overviewOf(results));
}
