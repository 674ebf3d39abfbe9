// Starts programs of the system on free loopback ports, and ends them by their process groups.
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Program {
  /** Kills all its processes, also when it is called twice. */
  end(): void;
}

/** Starts a program in a process group of its own. `run.mjs` ends it if the tests could not. */
export function program(
  path: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'env' | 'cwd'> = {},
): Program {
  const child = spawn(path, args, { ...options, stdio: 'ignore', detached: true });
  const { INTEROP_PIDS: pids } = process.env;
  const note = pids === undefined ? undefined : join(pids, String(child.pid));
  if (note !== undefined) writeFileSync(note, path);
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    process.off('exit', end);
    endGroup(child);
    if (note !== undefined) rmSync(note, { force: true });
  };
  process.on('exit', end);
  return { end };
}

/** The workers of a program may outlive it, so the whole group is ended. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** A folder for the files of a program, to be removed with `removeHome`. */
export const makeHome = (name: string): string => mkdtempSync(join(tmpdir(), `${name}-`));
export const removeHome = (home: string): void => {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
};

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves when something listens on the port. */
export async function accepts(port: number, within = 10_000): Promise<void> {
  const deadline = Date.now() + within;
  const knock = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => {
        setTimeout(resolve, 25, false);
      });
    });
  while (!(await knock())) {
    if (Date.now() > deadline) throw new Error(`nothing listens on port ${port}`);
  }
}
