import { cappedAt, exponential, honouringServer, isPushError, schedule, text, whenTransient } from 'ngx-comet/core';
import type { Decoder, PushEvent } from 'ngx-comet/core';
import { durableStream$ } from '../../../projects/ngx-comet/recipes/durable-stream';
import { errorOf, type Answer, type Command } from './protocol';

/** The suite waits for seconds only, so this begins with shorter waits than the default. */
const RETRY = schedule(exponential(100), cappedAt(1_000), honouringServer(), whenTransient());
const utf8 = text();
/** For streams that are not JSON: an answer is one message. */
const whole: Decoder<readonly string[]> = (raw) => (raw.length === 0 ? [] : [utf8(raw)]);

export interface Source {
  readonly url: string;
  readonly json: boolean;
  readonly headers: () => Readonly<Record<string, string>>;
}

/** Reads through the recipe until the suite has what it wants, the stream is closed, or the time is up. */
export function read(command: Command, { url, json, headers }: Source): Promise<Answer> {
  const { live = false, timeoutMs = 5_000, maxChunks = 100, waitForUpToDate, offset } = command;
  const chunks: { data: string; offset: string | undefined }[] = [];
  const last = new Answers();
  return new Promise((resolve) => {
    const settle = (answer: Answer = {}): void => {
      clearTimeout(limit);
      subscription.unsubscribe();
      const { upToDate, closed: streamClosed, offset: end = offset } = last;
      const status = chunks.length > 0 ? 200 : last.status;
      resolve({ type: 'read', success: true, status, chunks, upToDate, streamClosed, offset: end, ...answer });
    };
    // Nothing came, so nothing is missing.
    const limit = setTimeout(settle, timeoutMs, live === false ? {} : { upToDate: true });
    const take = (event: PushEvent<readonly unknown[]>): void => {
      if (event.kind === 'rejected')
        settle({
          type: 'error',
          success: false,
          commandType: 'read',
          errorCode: 'PARSE_ERROR',
          message: String(event.error),
        });
      if (event.kind !== 'message') return;
      const { data, id } = event.message;
      chunks.push({ data: json ? JSON.stringify(data) : data.join(''), offset: id });
      last.offset = id ?? last.offset;
      if (live !== false && (chunks.length >= maxChunks || (waitForUpToDate === true && last.upToDate))) settle();
    };
    const subscription = durableStream$<unknown>(url, {
      live: live === true ? 'long-poll' : live,
      offset: offset ?? '-1',
      headers,
      retry: RETRY,
      fetch: (input, init) => last.of(fetch(input, init), () => live !== false && waitForUpToDate === true && settle()),
      ...(json ? {} : { decode: whole }),
    }).subscribe({
      next: take,
      error: (error: unknown) => {
        settle(failure(error));
      },
      complete: () => {
        settle();
      },
    });
  });
}

/** What the headers of the answers said, which the recipe keeps to itself. */
class Answers {
  upToDate = false;
  closed = false;
  status = 200;
  offset: string | undefined;

  /** Calls `onNothing` for an answer that says: there is nothing more. */
  async of(request: Promise<Response>, onNothing: () => void): Promise<Response> {
    const response = await request;
    const { headers } = response;
    if (response.ok) this.status = response.status;
    this.upToDate = headers.get('stream-up-to-date') === 'true' || this.upToDate;
    this.closed = headers.get('stream-closed') === 'true' || this.closed;
    this.offset = headers.get('stream-next-offset') ?? this.offset;
    if (!response.ok || headers.get('content-type')?.startsWith('text/event-stream') === true) return response;
    const body = await response.clone().text();
    if (this.upToDate && /^(\[\s*\])?$/.test(body)) setImmediate(onNothing);
    return response;
  }
}

function failure(error: unknown): Answer {
  if (!isPushError(error)) return errorOf('read', String(error));
  const { code, status, message, body = '' } = error;
  if (code === 'decode') return { ...errorOf('read', message), errorCode: 'PARSE_ERROR' };
  return errorOf('read', `${message} ${body}`, status);
}
