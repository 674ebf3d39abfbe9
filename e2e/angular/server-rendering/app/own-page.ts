import { AsyncPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { PushService } from 'ngx-comet';

/** Its streams have the URL of the page itself, so the server answers their requests with the application. */
@Component({
  imports: [AsyncPipe],
  template: `<output id="own">{{ (sse$ | async) ?? 'nothing' }} {{ (poll$ | async) ?? 'nothing' }}</output>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OwnPage {
  readonly #push = inject(PushService);
  readonly sse$ = this.#push.sse$('/own-page?token=secret');
  readonly poll$ = this.#push.pollingStream$('/own-page');
}
