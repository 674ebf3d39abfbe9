// The page of the soak. Its address says what it has: ?role=transports, connection or tab.
import { counts, errors, type Counts } from './instrument';
import type { CommandReport } from '../command-checker';
import type { FeedReport } from '../feed-checker';
import { oneConnection, transports, type Subject$ } from './subjects';
import { inTab } from './tab-subjects';

export interface SubjectReport {
  readonly name: string;
  readonly feed: FeedReport;
  readonly commands: CommandReport | undefined;
}

export interface SoakPage {
  start(): void;
  /** Unsubscribes all and subscribes again, as a user who leaves a view and returns. */
  again(): void;
  /** Sends no more commands. */
  hush(): void;
  stop(): void;
  report(): readonly SubjectReport[];
  readonly errors: readonly string[];
  counts(): Promise<Counts>;
}

declare global {
  interface Window {
    readonly soak: SoakPage;
  }
}

/** Milliseconds between two commands. */
const SAYS = 1_500;

const roles: Readonly<Record<string, () => readonly Subject$[]>> = {
  transports,
  connection: oneConnection,
  tab: inTab,
};
const role = new URLSearchParams(location.search).get('role') ?? '';
let subjects: readonly Subject$[] = [];
let saying = 0;

const soak: SoakPage = {
  start: () => {
    subjects = roles[role]?.() ?? [];
    for (const subject of subjects) subject.start();
    saying = window.setInterval(() => {
      for (const subject of subjects) subject.say();
    }, SAYS);
  },
  again: () => {
    for (const subject of subjects) subject.stop();
    for (const subject of subjects) subject.start();
  },
  hush: () => {
    window.clearInterval(saying);
  },
  stop: () => {
    for (const subject of subjects) subject.stop();
  },
  report: () =>
    subjects.map(({ name, checker, commands }) => ({ name, feed: checker.report(), commands: commands?.report() })),
  errors,
  counts,
};
Object.assign(window, { soak });
