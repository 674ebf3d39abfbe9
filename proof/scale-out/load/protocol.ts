// What the command asks the processes of its load, and what they answer.
import type { Count } from './ledger.ts';

/** Subscribers of the load program, and those of ngx-comet. */
export type Kind =
  | 'lean SSE, HTTP/2'
  | 'lean SSE, HTTP/1.1'
  | 'lean long polling'
  | 'lean WebSocket'
  | 'sse$'
  | 'pollingStream$'
  | 'websocket$';

export interface Group {
  readonly kind: Kind;
  readonly count: number;
  /** How many of them drop messages on purpose. */
  readonly planted?: number;
}

export interface LoadOptions {
  readonly origin: string;
  readonly feed: string;
  /** Of the subscribers of ngx-comet. */
  readonly idleTimeout: number;
  /** The longest wait before a retry, in milliseconds; 0 = `defaultRetry()`. */
  readonly longestRetry: number;
  /** How many connections this process begins in a second. */
  readonly rate: number;
}

export interface State {
  /** How many streams are open. Long polls are always between two requests. */
  readonly streams: number;
  /** How many have not received the message with the number of the question. */
  readonly behind: number;
  /** Since the last measurement, by reason. */
  readonly losses: Readonly<Record<string, number>>;
  readonly byNode: Readonly<Record<string, number>>;
}

/** In milliseconds. */
export interface Latencies {
  /** From publishing to receiving, through the node on which the message was published. */
  readonly same: readonly number[];
  readonly other: readonly number[];
  /** From the loss of a connection to the next one. */
  readonly outages: readonly number[];
}

export interface Found {
  readonly kinds: Partial<Record<Kind, Count>>;
  readonly planted: Count;
  /** What the planted subscribers have dropped. */
  readonly dropped: number;
  readonly repeated: number;
  readonly late: number;
}

/** The questions and their answers. */
export interface Questions {
  begin: (options: LoadOptions) => void;
  /** Answered when all of them are connected. */
  connect: (groups: readonly Group[]) => void;
  state: (target: number) => State;
  latencies: () => Latencies;
  check: (from: number, to: number) => Found;
}

export type Question = keyof Questions;

export interface Asked<Q extends Question = Question> {
  readonly id: number;
  readonly question: Q;
  readonly args: Parameters<Questions[Q]>;
}

export interface Answered {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** The process of a load. */
export type Answers = {
  readonly [Q in Question]: (
    ...args: Parameters<Questions[Q]>
  ) => ReturnType<Questions[Q]> | Promise<ReturnType<Questions[Q]>>;
};

/** Answers the questions of the parent until it ends, also by a crash. */
export function answerParent(answers: Answers): void {
  process.on('message', (asked: Asked) => {
    void answer(answers, asked).then(
      (value) => process.send?.({ id: asked.id, answer: value } satisfies Answered),
      (error: unknown) => process.send?.({ id: asked.id, error: String(error) } satisfies Answered),
    );
  });
  process.once('disconnect', () => process.exit());
  // Ctrl-C goes to the whole group. The parent ends this process.
  process.on('SIGINT', () => undefined);
}

async function answer<Q extends Question>(answers: Answers, { question, args }: Asked<Q>): Promise<unknown> {
  return await answers[question](...args);
}
