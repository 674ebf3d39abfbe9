import { type ChildProcess, spawn } from 'node:child_process';
import { connect, createServer, type AddressInfo } from 'node:net';

/** A program with its workers. */
export interface Program {
  readonly pid: number;
  readonly ended: Promise<void>;
  /** Ends it and its workers. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

const running = new Set<number>();

/** Starts a program in a process group of its own, which ends with this process. */
export function start(command: string, args: readonly string[]): Program {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  running.add(pid);
  const ended = exitOf(child);
  return {
    pid,
    ended,
    end: (signal = 'SIGKILL') => {
      signalGroup(pid, signal);
      return ended.then(() => {
        // Workers outlive a parent that was killed.
        signalGroup(pid, 'SIGKILL');
        running.delete(pid);
      });
    },
  };
}

/** For the end of this process, also after an error: nothing can be awaited then. */
export function endAllNow(): void {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
  running.clear();
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Free ports, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Resolves as soon as the port accepts a connection. */
export async function accepts(port: number, what: string, within = 10_000): Promise<void> {
  const deadline = performance.now() + within;
  while (!(await knock(port))) {
    if (performance.now() > deadline) throw new Error(`${what} does not listen on port ${port}`);
  }
}

function knock(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setTimeout(resolve, 20, false));
  });
}
