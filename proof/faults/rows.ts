import { milliseconds, quantile, type ProofRow } from '../../tools/proof/table.ts';
import type { CellResult } from './run-cells.ts';

export const COLUMNS = ['transport', 'fault', 'phases', 'reported', 'recovery, median', 'worst'] as const;

/** One row of each transport and fault, over its phases. */
export function rowsOf(results: readonly CellResult[]): readonly ProofRow[] {
  const groups = new Map<string, CellResult[]>();
  for (const result of results) {
    const name = `${transportOf(result)}, ${result.plan.fault.name}`;
    groups.set(name, [...(groups.get(name) ?? []), result]);
  }
  return [...groups.values()].map(rowOf);
}

function rowOf(results: readonly CellResult[]): ProofRow {
  const [first] = results as readonly [CellResult, ...CellResult[]];
  const { plan } = first;
  const times = results.flatMap(({ recovery }) => (recovery === undefined || recovery === Infinity ? [] : [recovery]));
  const codes = [...new Set(results.flatMap((each) => each.codes))].sort();
  const red = results.filter(({ problems }) => problems.length > 0);
  const explained = [...new Set(results.flatMap((each) => each.explained))];
  const cells = [
    transportOf(first),
    plan.fault.name,
    results.map((each) => each.plan.phase).join(', '),
    codes.join(', ') || 'nothing',
    times.length > 0 ? milliseconds(quantile(times, 0.5)) : 'ends',
    times.length > 0 ? milliseconds(Math.max(...times)) : 'ends',
  ];
  if (red.length > 0)
    return {
      cells,
      outcome: 'red',
      why: red.map((each) => `${each.plan.phase}: ${each.problems.join('; ')}`).join('. '),
    };
  return explained.length > 0 ? { cells, outcome: 'explained', why: explained.join('. ') } : { cells, outcome: 'held' };
}

function transportOf({ plan: { transport, place } }: CellResult): string {
  return place === 'Node' ? transport : `${transport} in ${place}`;
}
