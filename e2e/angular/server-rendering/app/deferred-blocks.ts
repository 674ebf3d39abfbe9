import { AsyncPipe, isPlatformBrowser } from '@angular/common';
import { ChangeDetectionStrategy, Component, HostAttributeToken, inject, PLATFORM_ID, signal } from '@angular/core';
import { PushService } from 'ngx-comet';
import { map, tap } from 'rxjs';

/** A feed of its own, and a button that counts clicks. */
@Component({
  selector: 'app-block',
  imports: [AsyncPipe],
  template: `
    <output [id]="name">{{ seq$ | async }}</output>
    <button type="button" (click)="clicks.set(clicks() + 1)">{{ clicks() }}</button>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Block {
  readonly #inBrowser = isPlatformBrowser(inject(PLATFORM_ID));
  readonly name = inject(new HostAttributeToken('name'));
  readonly clicks = signal(0);
  readonly seq$ = inject(PushService)
    .sse$<{ readonly seq: number }>('/feeds/numbers/sse', { query: { block: this.name } })
    .pipe(
      map(({ seq }) => seq),
      tap((seq) => {
        if (this.#inBrowser) ((window.seen ??= {})[this.name] ??= []).push(seq);
      }),
    );
}

/** Blocks that hydrate at different times. */
@Component({
  imports: [Block],
  template: `
    @defer (hydrate on idle) {
      <app-block name="idle" />
    }
    @defer (hydrate on interaction) {
      <app-block name="interaction" />
    }
    @defer (hydrate never) {
      <app-block name="never" />
    }
    <div [style.height.px]="height"></div>
    @defer (hydrate on viewport) {
      <app-block name="viewport" />
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DeferredBlocks {
  /** More than a window shows. */
  readonly height = 5000;
}
