// An application that counts how often it detects changes. With zone.js or without: see the two entry points beside it.
import { AsyncPipe } from '@angular/common';
import {
  afterEveryRender,
  ChangeDetectionStrategy,
  Component,
  inject,
  NgZone,
  signal,
  type EnvironmentProviders,
} from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { batchFrames, conflateBy, providePush, PUSH_FETCH, PushService } from 'ngx-comet';
import { NEVER, tap, type Observable } from 'rxjs';

interface Numbered {
  readonly seq: number;
}

/** The counts that the test reads. */
export interface Counts {
  /** Change detections of the application. */
  passes: number;
  /** How often the template ran. */
  templates: number;
  /** Chunks of the body as they arrived. */
  chunks: number;
  /** Messages that reached the view, and whether each did inside the zone of Angular, where there is one. */
  messages: number;
  outside: number;
}

export type Way = 'signal' | 'async' | 'batchFrames' | 'conflateBy';

declare global {
  interface Window {
    counts: Counts;
    listen(way: Way, url: string): void;
  }
}

const counts: Counts = { passes: 0, templates: 0, chunks: 0, messages: 0, outside: 0 };

@Component({
  selector: 'app-root',
  imports: [AsyncPipe],
  template: '<p>{{ ran() }}</p><output>{{ (shown$() | async)?.seq }} {{ latest() }}</output>',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class App {
  readonly #push = inject(PushService);
  readonly #zone = inject(NgZone);
  readonly latest = signal(0);
  readonly shown$ = signal<Observable<Numbered>>(NEVER);

  constructor() {
    afterEveryRender({
      read: () => {
        counts.passes++;
      },
    });
    window.listen = (way, url) => this.#zone.run(() => this.#listen(way, url));
  }

  ran(): number {
    return ++counts.templates;
  }

  #listen(way: Way, url: string): void {
    const stream = this.#push.sse$<Numbered>(url, { idleTimeout: 10_000 });
    const take = (messages: readonly Numbered[]): void => {
      counts.messages += messages.length;
      if (this.#zone instanceof NgZone && !NgZone.isInAngularZone()) counts.outside += messages.length;
      if (way !== 'async') this.latest.set(messages.at(-1)?.seq ?? 0);
    };
    if (way === 'async') this.shown$.set(stream.pipe(tap((message) => take([message]))));
    else if (way === 'signal') stream.subscribe((message) => take([message]));
    else if (way === 'batchFrames') stream.pipe(batchFrames()).subscribe(take);
    else stream.pipe(conflateBy(({ seq }) => seq % 10)).subscribe(take);
  }
}

/** Counts the chunks of the body, outside the zone and so without change detections. */
async function countingFetch(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await globalThis.fetch(...request);
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      counts.chunks++;
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body?.pipeThrough(counting), response);
}

export async function start(changeDetection: EnvironmentProviders): Promise<void> {
  window.counts = counts;
  await bootstrapApplication(App, {
    providers: [changeDetection, providePush(), { provide: PUSH_FETCH, useValue: countingFetch }],
  });
}
