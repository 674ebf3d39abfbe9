import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './program.ts';

/** Makes a temporary folder, and removes it after use, also if this process is interrupted. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const remove = atExit(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    return await use(folder);
  } finally {
    remove();
  }
}
