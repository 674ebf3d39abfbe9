import type { ProofRow } from '../../tools/proof/table.ts';

/** How many resources of each type keep this process alive, such as timers and sockets. */
export type Resources = ReadonlyMap<string, number>;

/** How long the platform keeps a connection of fetch that may be used again, in milliseconds. */
const KEPT = 8_000;
const LOOK = 50;

export function activeResources(): Resources {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

/** The types of which there are more than before. */
export function addedTo(before: Resources, after: Resources): readonly string[] {
  return [...after].flatMap(([type, count]) => {
    const more = count - (before.get(type) ?? 0);
    return more > 0 ? [`${more} ${type}`] : [];
  });
}

/** Waits until no more are left than before, and says what is. */
export async function resourcesRow(before: Resources, kept = KEPT): Promise<ProofRow> {
  const began = performance.now();
  let left = addedTo(before, activeResources());
  while (left.length > 0 && performance.now() - began < kept) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    left = addedTo(before, activeResources());
  }
  const text = (resources: Resources): string =>
    [...resources].map(([type, count]) => `${count} ${type}`).join(', ') || 'none';
  const seen = `before: ${text(before)}; after: ${text(activeResources())}`;
  const cells = ['this process', 'timers, sockets and handles', 'all cells', seen, '', ''];
  return left.length === 0 ? { cells, outcome: 'held' } : { cells, outcome: 'red', why: `left: ${left.join(', ')}` };
}
