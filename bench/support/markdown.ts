import type { Published } from './result.ts';
import { markdownTable } from './table.ts';

/** The page of a subject. */
export function pageOf(result: Published): string {
  const { subject, title, about, tables, chart, goals, delivered, browser, environment } = result;
  const versions = Object.entries(environment.packages).map(([name, version]) => `${name} ${version}`);
  const setting = [
    `Measured on ${environment.date}`,
    environment.machine,
    `Node ${environment.node}`,
    ...(browser === undefined ? [] : [browser]),
  ];
  const parts = [
    `# ${title}`,
    about.trim(),
    ...(chart === undefined ? [] : [`![${chart.title}](${subject}.svg)`]),
    ...tables.map(markdownTable),
    delivered ? 'Every message was delivered.' : '**Not every message was delivered.**',
    ...(goals.length === 0
      ? []
      : ['## Goals', goals.map(({ text, met }) => `- ${met ? '✓' : '✗'} ${text}`).join('\n')]),
    '## Setting',
    `${setting.join('; ')}.`,
    ...(versions.length === 0 ? [] : [`Packages: ${versions.join(', ')}.`]),
    `Repeat it with \`npm run bench -- ${subject}\`. The single figures are in [${subject}.json](${subject}.json).`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** One line for each subject. */
export function overviewOf(results: readonly Published[]): string {
  const lines = results.map(({ subject, title, summary, goals, delivered }) => {
    const missed = goals.filter(({ met }) => !met).length;
    const goal = goals.length === 0 ? '–' : missed === 0 ? `✓ all ${goals.length}` : `✗ ${missed} of ${goals.length}`;
    return [`[${title}](${subject}.md)`, summary.replaceAll('|', '\\|'), goal, delivered ? 'all' : 'not all'];
  });
  const table = [['subject', 'where ngx-comet stands', 'goals', 'delivered'], ['---', '---', '---', '---'], ...lines];
  return [
    '# Results of the benchmarks',
    'Made by `npm run bench`. [How they are measured](../README.md).',
    `${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`,
  ].join('\n\n');
}
