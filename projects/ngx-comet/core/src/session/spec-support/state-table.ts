import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPhase, PHASES, type Phase } from './phases';

const GUIDE = join(__dirname, '../../../../../../docs/guides/states.md');
/** A phase, then the events in code if they are not those of the phase. */
const CELL = /^(?<phase>[a-z, ]+?)(?:, (?<none>no event)|(?<events>(?: `[a-z]+`)+))?$/;

/** A note of the guide. */
const NOTE = /\[\^[\w-]+\]$/;

/** What follows an event. `undefined` instead of it: the event cannot happen in this phase. */
export interface Cell {
  /** `undefined`: nothing happens. */
  readonly next: Phase | undefined;
  /** What is emitted; `undefined`: the event of the phase. */
  readonly events: readonly string[] | undefined;
}

export interface StateTable {
  readonly phases: readonly string[];
  readonly rows: ReadonlyMap<string, ReadonlyMap<Phase, Cell | undefined>>;
}

/** Reads the table of the guide. Throws if a cell says something that the guide does not explain. */
export function readStateTable(): StateTable {
  const guide = readFileSync(GUIDE, 'utf8');
  const notes = new Set(Array.from(guide.matchAll(/^(\[\^[\w-]+\]):/gm), ([, note]) => note));
  const [, lines = ''] = /^(\| what happens .*\n(?:\|.*\n)+)/m.exec(guide) ?? [];
  const [header = [], , ...rows] = lines.trimEnd().split('\n').map(cellsOf);
  const read = rows.map(([event = '', ...cells]) => {
    if (cells.length !== PHASES.length) throw new Error(`"${event}" has ${cells.length} cells`);
    const parsed = PHASES.map((phase, index) => [phase, parse(event, cells[index] ?? '', notes)] as const);
    return [event.replace(NOTE, ''), new Map(parsed)] as const;
  });
  const table = new Map(read);
  if (table.size !== read.length) throw new Error('two rows have the same text');
  return { phases: header.slice(1), rows: table };
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, line.lastIndexOf('|'))
    .split('|')
    .map((cell) => cell.trim());
}

function parse(event: string, text: string, notes: ReadonlySet<string | undefined>): Cell | undefined {
  const [note] = NOTE.exec(text) ?? [];
  // What cannot happen is not played, so a note must say why.
  if (text === `—${note}` && notes.has(note)) return undefined;
  if (text === '=') return { next: undefined, events: [] };
  const { phase = '', none, events } = CELL.exec(text)?.groups ?? {};
  if (!isPhase(phase)) throw new Error(`"${event}" has a cell that nobody explains: ${text}`);
  if (none !== undefined) return { next: phase, events: [] };
  return { next: phase, events: events?.trim().replaceAll('`', '').split(' ') };
}
