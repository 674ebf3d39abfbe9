import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answered, Question, Questions } from './protocol.ts';

const BUILT_PACKAGE = new URL('../../../tools/node/built-package.mjs', import.meta.url).href;

/** A process with subscribers. */
export class LoadProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #asked = 0;
  #stopped = false;

  constructor(file: 'lean-load.ts' | 'comet-load.ts', certificate: string) {
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), {
      execArgv: ['--import', BUILT_PACKAGE],
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
      serialization: 'advanced',
    });
    process.once('exit', () => {
      this.stop();
    });
    this.#child.on('message', (answered: Answered) => {
      this.#settle(answered);
    });
    this.#child.once('exit', (code) => {
      const error = new Error(`${file} ended with ${code ?? 'a signal'}`);
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
      if (!this.#stopped) throw error;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  ask<Q extends Question>(question: Q, ...args: Parameters<Questions[Q]>): Promise<ReturnType<Questions[Q]>> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve, reject });
      this.#child.send({ id, question, args });
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#child.kill('SIGKILL');
  }

  #settle({ id, answer, error }: Answered): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(error));
  }
}
