import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { PushService, toStatus } from 'ngx-comet';

const URL = '/feeds/prices/sse';

@Component({
  selector: 'app-dashboard',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p id="phase">{{ (status$ | async)?.phase }}</p>
    <p id="price">{{ (price$ | async)?.value }}</p>
  `,
  // An application of NgModules declares its components.
  standalone: false,
})
export class Dashboard {
  readonly #push = inject(PushService);
  readonly price$ = this.#push.sse$<{ value: number }>(URL);
  readonly status$ = this.#push.sse$<{ value: number }>(URL, { observe: 'events' }).pipe(toStatus());
}
