import { AsyncPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, inject, InjectionToken } from '@angular/core';
import type { Observable } from 'rxjs';

/** Makes what the page shows; called in the injection context of the component. */
export const PRICES = new InjectionToken<() => Observable<number>>('PRICES');

/** The smallest page that shows a stream: all three builds have it, so that they differ in the stream alone. */
@Component({
  selector: 'app-root',
  imports: [AsyncPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `{{ price$ | async }}`,
})
export class App {
  readonly price$ = inject(PRICES)();
}
