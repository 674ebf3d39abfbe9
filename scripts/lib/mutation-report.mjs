/**
 * @typedef {import('./mutation-sample.mjs').Fault & { status: string, statusReason?: string }} Result
 */

const FOUND = new Set(['Killed', 'Timeout']);
const MISSED = new Set(['Survived', 'NoCoverage']);

/**
 * The score, the counts, and every fault that no test found.
 *
 * @param {readonly Result[]} results
 * @param {(file: string) => string} sourceOf
 * @returns {string}
 */
export function mutationReport(results, sourceOf) {
  const count = (/** @type {string} */ status) => results.filter((result) => result.status === status).length;
  const found = results.filter(({ status }) => FOUND.has(status)).length;
  const missed = results.filter(({ status }) => MISSED.has(status)).sort(byPlace);
  const counts = [
    `${count('Killed')} killed`,
    `${count('Survived')} survived`,
    `${count('Timeout')} timed out`,
    `${count('NoCoverage')} no coverage`,
    ...(count('RuntimeError') > 0 ? [`${count('RuntimeError')} broke the test run (not counted)`] : []),
    ...(count('Ignored') > 0 ? [`${count('Ignored')} left out (at import, or by a comment)`] : []),
  ];
  const total = found + missed.length;
  const score = total === 0 ? 'no faults' : `${((100 * found) / total).toFixed(1)} % of ${total} faults found`;
  return [...missed.map((result) => line(result, sourceOf(result.fileName))), '', score, counts.join(', ')].join('\n');
}

function line(
  /** @type {Result} */ { fileName, location, mutatorName, replacement, status },
  /** @type {string} */ text,
) {
  const where = `${fileName}:${location.start.line}`;
  const mark = status === 'NoCoverage' ? '  (no coverage)' : '';
  return `${where}  ${mutatorName}  ${short(textAt(text, location))} → ${short(replacement)}${mark}`;
}

/** Lines and columns count from 1, the end is not included. */
function textAt(/** @type {string} */ text, /** @type {Result['location']} */ { start, end }) {
  const lines = text.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, end.column - 1);
  lines[0] = (lines[0] ?? '').slice(start.column - 1);
  return lines.join('\n');
}

function short(/** @type {string} */ text) {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > 100 ? `${flat.slice(0, 60)} … ${flat.slice(-35)}` : flat;
}

function byPlace(/** @type {Result} */ a, /** @type {Result} */ b) {
  if (a.fileName !== b.fileName) return a.fileName < b.fileName ? -1 : 1;
  return a.location.start.line - b.location.start.line || a.location.start.column - b.location.start.column;
}
