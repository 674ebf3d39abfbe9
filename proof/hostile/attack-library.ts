import type { ProofRow } from '../../tools/proof/table.ts';
export async function attackLibrary(_rounds: number): Promise<readonly ProofRow[]> {
  return [];
}
