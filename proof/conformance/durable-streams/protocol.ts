/** What the suite sends to an adapter, one JSON per line (`src/protocol.ts` there): the fields that are used here. */
export interface Command {
  readonly type: string;
  readonly path: string;
  readonly serverUrl?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly data?: string;
  readonly binary?: boolean;
  readonly seq?: number;
  readonly closed?: boolean;
  readonly ttlSeconds?: number;
  readonly expiresAt?: string;
  readonly offset?: string;
  readonly live?: boolean | 'long-poll' | 'sse';
  readonly timeoutMs?: number;
  readonly maxChunks?: number;
  readonly waitForUpToDate?: boolean;
  readonly name?: string;
  readonly valueType?: 'counter' | 'timestamp' | 'token';
  readonly initialValue?: string;
}

/** The message of a read that the recipe has no code for. */
export const NOT_JSON = 'server-sent events of a stream that is not JSON';

/** What an adapter answers. */
export type Answer = Readonly<Record<string, unknown>>;

/** A header or a parameter that is made anew for every request. */
export type Dynamic = Map<string, () => string>;

export function dynamicValue({ valueType, initialValue = '' }: Command): () => string {
  let count = 0;
  if (valueType === 'counter') return () => String(++count);
  return valueType === 'timestamp' ? () => String(Date.now()) : () => initialValue;
}

export function valuesOf(dynamic: Dynamic): Record<string, string> {
  return Object.fromEntries([...dynamic].map(([name, value]) => [name, value()]));
}

/** The suite's name of a refusal. */
export function errorOf(commandType: string, message: string, status?: number, headers?: Headers): Answer {
  const errorCode =
    status === undefined
      ? 'NETWORK_ERROR'
      : status === 404
        ? 'NOT_FOUND'
        : status === 409
          ? conflict(headers, message)
          : status === 400
            ? 'INVALID_OFFSET'
            : 'UNEXPECTED_STATUS';
  return { type: 'error', success: false, commandType, status, errorCode, message };
}

function conflict(headers: Headers | undefined, message: string): string {
  if (headers?.get('stream-closed') === 'true') return 'STREAM_CLOSED';
  return /sequence/i.test(message) ? 'SEQUENCE_CONFLICT' : 'CONFLICT';
}
