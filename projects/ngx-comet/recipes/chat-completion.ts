import { PushError, sse$, text } from 'ngx-comet/core';
import { defer, filter, map, takeWhile, tap, type Observable } from 'rxjs';

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

export interface ChatOptions {
  /** Called for every attempt. */
  readonly token: () => string | Promise<string>;
}

/**
 * The answer of a language model, piece by piece, from any endpoint with OpenAI's format: a POST whose response has
 * server-sent events, each a JSON chunk, and `[DONE]` at the end.
 *
 * Before the first piece a failed request is repeated. After it a failure is an error: a second request would start the
 * answer again and cost twice. Unsubscribing cancels the request, which stops the model.
 */
export function chatCompletion$(url: string, request: ChatRequest, { token }: ChatOptions): Observable<string> {
  return defer(() => {
    let answering = false;
    return sse$<string>(url, {
      method: 'POST',
      body: JSON.stringify({ ...request, stream: true }),
      headers: async () => ({ 'Content-Type': 'application/json', Authorization: `Bearer ${await token()}` }),
      decode: text(),
      resume: false,
      transient: () => (answering ? false : undefined),
    }).pipe(
      takeWhile((data) => data !== '[DONE]'),
      tap(() => (answering = true)),
      map(pieceOf),
      filter((piece) => piece !== ''),
    );
  });
}

interface Chunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[];
  readonly error?: { readonly message?: string };
}

function pieceOf(data: string): string {
  const { choices, error } = JSON.parse(data) as Chunk;
  // A failure in the middle of an answer is reported in the stream itself: the status was sent before.
  if (error !== undefined) throw new PushError('protocol', error.message ?? 'the model failed', { transient: false });
  // The last chunk may have only the usage, and no choice.
  return choices?.[0]?.delta?.content ?? '';
}
