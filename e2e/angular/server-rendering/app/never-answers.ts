import { AsyncPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { PushService } from 'ngx-comet';
import { map } from 'rxjs';

/** Two sources that never answer, and one that does. */
@Component({
  imports: [AsyncPipe],
  template: `
    <output id="never">{{ (never$ | async) ?? 'nothing yet' }} {{ (late$ | async) ?? 'nothing yet' }}</output>
    <output id="answered">{{ seq$ | async }}</output>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NeverAnswers {
  readonly #push = inject(PushService);
  readonly never$ = this.#push.sse$('/mute');
  readonly late$ = this.#push.pollingStream$('/mute', { mode: 'long' });
  readonly seq$ = this.#push.sse$<{ readonly seq: number }>('/feeds/numbers/sse').pipe(map(({ seq }) => seq));
}
