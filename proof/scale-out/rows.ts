import { cpus } from 'node:os';
import type { ProofRow, ProofTable } from '../../tools/proof/table.ts';
import type { Count } from './load/ledger.ts';
import { totalOf } from './load.ts';
import { type Plan, subscribersOf } from './plan.ts';
import type { Played } from './scenes.ts';

const COLUMNS = ['what happens', 'subscribers', 'sent', 'due', 'delivered', 'told as gap', 'lost untold', 'measured'];

export function tableOf(
  plan: Plan,
  { played, footprints }: { readonly played: readonly Played[]; readonly footprints: ReadonlyMap<string, string> },
): ProofTable {
  const count = subscribersOf(plan);
  return {
    name: 'scale-out',
    title: 'Scale-out: two nodes, Redis and haproxy',
    about: `TODO`,
    command: 'npm run scale-out',
    columns: COLUMNS,
    rows: [...played.flatMap(rowsOf), ...plantedRows(played), ...footprintRows(footprints)],
    facts: { subscribers: count, machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}` },
  };
}

function rowsOf({ title, sent, verdict, figures, broken }: Played): ProofRow[] {
  const row = (who: string, total: Count, measured: string, problems: readonly string[]): ProofRow => {
    const why = [...problems, ...(total.lost > 0 ? [`${total.lost} messages were lost without a word`] : [])];
    return {
      cells: [title, who, ...[sent, total.due, total.delivered, total.told, total.lost].map(String), measured],
      ...(why.length === 0 ? { outcome: 'held' } : { outcome: 'red', why: why.join('; ') }),
    };
  };
  return [
    row('ngx-comet', totalOf(verdict.comet), figures, broken),
    row('lean', totalOf(verdict.lean), '', []),
  ];
}

function plantedRows(played: readonly Played[]): ProofRow[] {
  return (['comet', 'lean'] as const).map((who) => {
    const lost = played.reduce((sum, { verdict }) => sum + verdict[who].planted.lost, 0);
    const dropped = played.reduce((sum, { verdict }) => sum + verdict[who].dropped, 0);
    return {
      cells: ['a subscriber drops every tenth message', who, '', '', '', '', String(lost), `${dropped} dropped`],
      ...(lost === dropped && lost > 0 ? { outcome: 'held' } : { outcome: 'red', why: `the checker found ${lost} of ${dropped}` }),
    };
  });
}

function footprintRows(footprints: ReadonlyMap<string, string>): ProofRow[] {
  return [...footprints].map(([kind, text]) => ({
    cells: ['memory of 1,000 idle subscribers', kind, '', '', '', '', '', text],
    outcome: 'held',
  }));
}
