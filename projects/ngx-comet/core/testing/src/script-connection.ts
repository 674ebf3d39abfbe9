import type { EventDetails, Stream } from './encoding';
import type { Origin } from './origin';
import { TestConnection } from './test-connection';

/** A script to run, as `jsonp$` requests it. */
export interface Script {
  readonly url: URL;
  answer(value: unknown): void;
  fail(code: 'script' | 'no-callback', message: string): void;
}

/** One request of JSONP. */
export class ScriptConnection extends TestConnection {
  readonly #script: Script;

  constructor(script: Script, stream: Stream, origin: Origin) {
    const url = new URL(script.url);
    if (typeof stream.callbackParam === 'string') url.searchParams.delete(stream.callbackParam);
    super(
      { url: url.href, transport: 'jsonp', method: 'GET', headers: new Headers(), body: null, protocols: [] },
      stream,
      origin,
    );
    this.#script = script;
  }

  /** A script is loaded and called in one. */
  protected accept(): void {
    return;
  }

  protected deliver(data: unknown, { id, event }: EventDetails): void {
    if (id !== undefined || event !== undefined) {
      throw this.unknown('message() with an id or an event', 'A JSONP answer carries them in its payload.');
    }
    this.#script.answer(data);
    this.answered();
  }

  protected deliverGarbage(): void {
    // A function is the garbage that no JSON-like answer has.
    this.#script.answer(() => undefined);
    this.answered();
  }

  protected write(): void {
    throw this.unknown('raw()', 'Only the browser sees the bytes of a script: call next() or reject().');
  }

  protected break(): void {
    this.#script.fail('script', 'the script could not be loaded');
  }

  /** A browser does not show the status of a script. */
  protected answerRefusal(): void {
    this.break();
  }

  /** After an answer it has no effect. */
  protected finish(): void {
    this.#script.fail('no-callback', 'the script called no callback');
  }
}
