import { AsyncPipe, isPlatformBrowser } from '@angular/common';
import { ChangeDetectionStrategy, Component, inject, PLATFORM_ID } from '@angular/core';
import { batchFrames, pushResource, PushService, pushSignal } from 'ngx-comet';
import { map, mergeAll, tap, type Observable } from 'rxjs';

interface Numbered {
  readonly id: string;
  readonly seq: number;
}

declare global {
  interface Window {
    /** The numbers that arrived, by feed. */
    seen?: Record<string, number[]>;
  }
}

const id = (message: Numbered): string => message.id;
const resume = { query: 'cursor' };

/** The same numbered feed over every transport that has a snapshot; in the browser all messages are recorded. */
@Component({
  imports: [AsyncPipe],
  template: `
    <output id="sse">{{ sse$ | async }}</output>
    <output id="http-stream">{{ stream$ | async }}</output>
    <output id="polling">{{ poll$ | async }}</output>
    <output id="websocket">{{ socket$ | async }}</output>
    <output id="signal">{{ signal.value()?.seq }}</output>
    <output id="resource">{{ resource.value()?.seq }}</output>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NumberedFeeds {
  readonly #push = inject(PushService);
  readonly #inBrowser = isPlatformBrowser(inject(PLATFORM_ID));
  readonly #socket$ = this.#push.websocket$<Numbered>('/feeds/numbers/websocket', { id, resume });
  readonly #poll$ = this.#push.pollingStream$<Numbered>('/feeds/numbers/long-polling', {
    mode: 'long',
    framing: 'lines',
    id,
    resume,
  });

  readonly sse$ = this.#noted('sse', this.#push.sse$<Numbered>('/feeds/numbers/sse'));
  readonly stream$ = this.#noted(
    'http-stream',
    this.#push.httpStream$<Numbered>('/feeds/numbers/http-stream', { id, resume, onEnd: 'reconnect' }),
  );
  readonly poll$ = this.#noted('polling', this.#poll$);
  /** An operator that delays values is directly after the stream: on the server it then emits them at once. */
  readonly socket$ = this.#noted('websocket', this.#socket$.pipe(batchFrames(), mergeAll()));
  /** The second use of this stream: both get the same snapshot. */
  readonly signal = pushSignal(this.#socket$, { initialValue: undefined });
  readonly resource = pushResource({ stream: () => this.#poll$ });

  #noted(name: string, feed: Observable<Numbered>): Observable<number> {
    const numbers = feed.pipe(map(({ seq }) => seq));
    if (!this.#inBrowser) return numbers;
    const seen = ((window.seen ??= {})[name] ??= []);
    return numbers.pipe(tap((seq) => seen.push(seq)));
  }
}
