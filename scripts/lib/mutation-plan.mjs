import { dirname } from 'node:path';

/**
 * @typedef {{ id: string, name: string, fileName?: string, timeSpentMs: number }} TestRun
 * @typedef {{ id: string, fileName: string, coveredBy?: readonly string[] }} CoveredFault
 */

/**
 * The spec files to run for each fault: the nearest first, because they fail most often, then the fastest.
 *
 * @param {readonly CoveredFault[]} faults
 * @param {readonly TestRun[]} tests of the run without a fault
 * @returns {Record<string, readonly string[]>} by the fault's id
 */
export function specsOf(faults, tests) {
  const files = new Map();
  const times = new Map();
  for (const { id, fileName = '', timeSpentMs } of tests) {
    // Tests of two files may have the same name, and the name is their only id.
    files.set(id, (files.get(id) ?? new Set()).add(fileName));
    times.set(fileName, (times.get(fileName) ?? 0) + timeSpentMs);
  }
  const order = (/** @type {CoveredFault} */ { fileName, coveredBy = [] }) => {
    const covering = new Set(coveredBy.flatMap((id) => [...(files.get(id) ?? [])]));
    return [...covering].sort(
      (a, b) => nearness(b, fileName) - nearness(a, fileName) || times.get(a) - times.get(b) || (a < b ? -1 : 1),
    );
  };
  return Object.fromEntries(faults.map((fault) => [fault.id, order(fault)]));
}

/** How many folders of their paths two files share. */
function nearness(/** @type {string} */ one, /** @type {string} */ other) {
  const folders = dirname(one).split('/');
  const others = dirname(other).split('/');
  const apart = folders.findIndex((folder, index) => folder !== others[index]);
  return apart === -1 ? folders.length : apart;
}
