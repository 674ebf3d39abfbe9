import type { Chart } from './chart.ts';
import type { Environment } from './environment.ts';
import type { Table } from './table.ts';

/** A figure that the benchmark must reach. */
export interface Goal {
  /** What must hold, with the figure that was seen. */
  readonly text: string;
  readonly met: boolean;
  /** The figure does not depend on the machine, so a short run checks it too. */
  readonly exact?: boolean;
}

/** What one benchmark found. */
export interface Result {
  /** The name of its folder, and of its files. */
  readonly subject: string;
  readonly title: string;
  /** The method in a few plain sentences of Markdown. */
  readonly about: string;
  /** One line for the overview: where ngx-comet stands. */
  readonly summary: string;
  /** The packages that take part. Their installed versions are looked up. */
  readonly packages: readonly string[];
  /** The browser and its version, if one takes part. */
  readonly browser?: string;
  readonly tables: readonly Table[];
  readonly chart?: Chart;
  readonly goals: readonly Goal[];
  /** Whether every contestant delivered every message. */
  readonly delivered: boolean;
  /** The single measurements, for the JSON file. */
  readonly raw: unknown;
}

/** A result as it is in its JSON file. */
export interface Published extends Result {
  readonly environment: Environment;
}
