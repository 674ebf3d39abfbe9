import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';

/** Where a benchmark ran. */
export interface Environment {
  /** The day, as in 2026-12-01. */
  readonly date: string;
  /** Cores, memory, operating system. */
  readonly machine: string;
  readonly node: string;
  /** The versions of the packages, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

export function environment(packages: readonly string[]): Environment {
  const memory = `${(totalmem() / 1024 ** 3).toFixed(0)} GiB`;
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${memory}, ${type()} ${release()}`,
    node: process.version.slice(1),
    packages: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
  };
}

function versionOf(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
