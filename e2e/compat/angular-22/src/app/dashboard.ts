import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { PushService, pushSignal } from 'ngx-comet';

@Component({
  selector: 'app-dashboard',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p id="phase">{{ prices.status().phase }}</p>
    <p id="price">{{ prices.value()?.value }}</p>
  `,
})
export class Dashboard {
  readonly prices = pushSignal(
    inject(PushService).sse$<{ value: number }>('/feeds/prices/sse', { observe: 'events' }),
    { initialValue: undefined },
  );
}
