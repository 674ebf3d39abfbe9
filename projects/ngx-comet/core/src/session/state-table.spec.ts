import { isDeepStrictEqual } from 'node:util';
import { inVirtualTime } from '../spec-support/virtual-time';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import type { Happening } from './spec-support/happening';
import { HAPPENINGS, ROWS_OF } from './spec-support/inputs';
import { PHASES, type Phase } from './spec-support/phases';
import { PAUSE, REACH, REASONS, type Reason } from './spec-support/reach';
import { Stage, type Kind } from './spec-support/stage';
import { readStateTable, type Cell } from './spec-support/state-table';

const KINDS: readonly Kind[] = ['stream', 'connection'];

/** The event with which each phase begins. A stream that ends does it in one of two ways, so the cell says which. */
const EVENTS: Readonly<Record<Phase, readonly string[]>> = {
  idle: [],
  connecting: ['connecting'],
  'connecting, resting': [],
  open: ['open'],
  'open, polling': [],
  'open, resting': [],
  waiting: ['lost'],
  paused: ['paused'],
  closed: ['error or complete'],
};

/** One way into a phase. */
interface Entry {
  readonly name: string;
  readonly reason: Reason | undefined;
  readonly enter: (stage: Stage) => void;
}

function entriesTo(phase: Phase, { pausedBy = REASONS }: Happening): readonly Entry[] {
  if (phase === 'paused') return pausedBy.map((reason) => ({ name: `by ${reason}`, reason, enter: PAUSE[reason] }));
  return Object.entries(REACH[phase]).map(([name, enter]) => ({ name, reason: undefined, enter }));
}

function join(text: string, more: string): string {
  return more === '' ? text : `${text}, ${more}`;
}

function polls(phase: Phase, happening: Happening): boolean {
  return happening.polls === true || /resting|polling/.test(phase);
}

describe('the table of states', () => {
  let stage: Stage | undefined;
  const table = readStateTable();

  inVirtualTime(() => {
    stage?.end();
    stage = undefined;
  });

  it('has a column for every phase', () => {
    expect(table.phases).toEqual(PHASES);
  });

  it('has a row for everything that can happen, and no other', () => {
    expect([...table.rows.keys()].sort()).toEqual(Object.keys(HAPPENINGS).sort());
    expect([...new Set(Object.values(ROWS_OF).flat())].sort()).toEqual(Object.keys(HAPPENINGS).sort());
  });

  function check(kind: Kind, phase: Phase, happening: Happening, cell: Cell, entry: Entry, way: string): void {
    const on = (stage = new Stage(kind, polls(phase, happening), happening));
    entry.enter(on);
    happening.before?.(on, entry.reason);
    expect(on.phase).toBe(phase);
    const { live, status } = on;
    const calls = on.calls.length;
    on.events.length = 0;
    happening.ways[way]?.(on, entry.reason);
    expect(on.phase).toBe(cell.next ?? phase);
    if (cell.next === undefined) {
      expect(on.live).toEqual(live);
      expect(on.calls).toHaveLength(calls);
    }
    if (phase === 'paused' && cell.next === 'paused') checkReason(on, status, happening, entry.reason);
    else expect(on.events).toEqual(eventsOf(phase, cell));
  }

  function eventsOf(phase: Phase, { next, events }: Cell): readonly string[] {
    if (next === undefined) return [];
    const expected = events ?? EVENTS[next];
    // Otherwise `=` could be changed to this, and back.
    if (next === phase && expected.length === 0) throw new Error(`write "=" where nothing follows ${phase}`);
    return expected;
  }

  /** A pause that goes on has an event only if another reason is shown. */
  function checkReason(on: Stage, before: ConnectionStatus, { shown }: Happening, reason: Reason | undefined): void {
    if (shown === undefined || reason === undefined) throw new Error('write "=" where the reason is never another one');
    const after = { phase: 'paused', reason: shown(reason) };
    expect(on.status).toEqual(after);
    expect(on.events).toEqual(isDeepStrictEqual(before, after) ? [] : ['paused']);
  }

  const cells = Object.entries<Happening>(HAPPENINGS).flatMap(([event, happening]) =>
    PHASES.flatMap((phase) => {
      const cell = table.rows.get(event)?.get(phase);
      return cell === undefined ? [] : [{ event, happening, phase, cell }];
    }),
  );

  describe.each(KINDS)('of a %s', (kind) => {
    for (const { event, happening, phase, cell } of cells) {
      if (happening.only !== undefined && happening.only !== kind) continue;
      for (const entry of entriesTo(phase, happening)) {
        for (const way of Object.keys(happening.ways)) {
          it(`${join(phase, entry.name)}: ${join(event, way)}`, () => {
            check(kind, phase, happening, cell, entry, way);
          });
        }
      }
    }
  });
});
