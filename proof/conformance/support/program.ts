import { spawn, type ChildProcess } from 'node:child_process';

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until it is ended. */
  readonly limit: number;
}

export interface Finished {
  /** `undefined` if a signal ended it. */
  readonly code: number | undefined;
  /** What it wrote, to stdout and to stderr. */
  readonly output: string;
}

/** A program that runs until it ends, or until it is stopped. Its children end with it. */
export interface Program {
  readonly finished: Promise<Finished>;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
const cleanups = new Set<() => void>();

// Also after Ctrl-C, no program and no temporary folder remains.
process.on('exit', () => {
  for (const child of running) kill(child);
  for (const cleanup of cleanups) cleanup();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

/** Calls `cleanup` when this process ends, unless it was called before. Returns what calls it. */
export function atExit(cleanup: () => void): () => void {
  cleanups.add(cleanup);
  return () => {
    if (cleanups.delete(cleanup)) cleanup();
  };
}

/** Starts a program in a process group of its own, so that its children can be ended too. */
export function start(command: string, args: readonly string[], { cwd, env, limit }: ProgramOptions): Program {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (output += text));
  }
  const deadline = setTimeout(() => {
    output += `\nended after ${limit / 1_000} s`;
    kill(child);
  }, limit);
  const finished = new Promise<Finished>((resolve) => {
    const end = (code: number | null): void => {
      clearTimeout(deadline);
      // Its children may still run.
      kill(child);
      running.delete(child);
      resolve({ code: code ?? undefined, output });
    };
    child.once('error', (error) => {
      output += String(error);
      end(null);
    });
    child.once('exit', () => setImmediate(() => kill(child)));
    child.once('close', end);
  });
  return {
    finished,
    stop: async () => {
      kill(child);
      await finished;
    },
  };
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of the group has ended.
  }
}
