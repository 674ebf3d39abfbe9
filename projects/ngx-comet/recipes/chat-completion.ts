import { PushError, sse$, text } from 'ngx-comet/core';
import { defer, filter, map, takeWhile, tap, type Observable } from 'rxjs';

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

export interface ChatOptions {
  /** Asked again at every attempt. */
  readonly token: () => string | Promise<string>;
}

/**
 * The answer of a language model, piece by piece, from any endpoint that speaks OpenAI's format: a POST that is answered with
 * server-sent events, each a JSON chunk, and `[DONE]` at the end.
 *
 * Until the first piece a failure is tried again. After it nothing is: the model would begin anew, and be paid for twice; an
 * answer that breaks off is an error. Unsubscribing cancels the request, which stops the model.
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
  // A model that fails in the middle of its answer can say so only in band.
  if (error !== undefined) throw new PushError('protocol', error.message ?? 'the model failed', { transient: false });
  // The last chunk may carry what was used, and no choice.
  return choices?.[0]?.delta?.content ?? '';
}
