import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { PushService } from 'ngx-comet';
import { Feed } from '../feeds/feed';
import { CLOSED } from '../feeds/feed-state';
import type { Quote } from '../feeds/quote';
import { ServerAddress } from '../server/server-address';
import { FeedCard } from './feed-card';
import type { PanelFacts } from './panel-facts';

/** Server-sent events; rendered from a signal. */
@Component({
  selector: 'app-sse-panel',
  imports: [FeedCard],
  template: ` <app-feed-card [facts]="facts" [state]="state()" (opened)="feed.open()" (closed)="feed.close()" /> `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SsePanel {
  readonly #push = inject(PushService);
  readonly #address = inject(ServerAddress);

  protected readonly facts: PanelFacts = {
    transport: 'sse',
    title: 'Server-sent events',
    description: 'Event streams, over fetch.',
    code: 'sse$(url)',
    reads: 'signal',
    routes: ['sse'],
    repeats: false,
  };

  protected readonly feed = new Feed(
    'sse',
    computed(() =>
      this.#push.sse$<Quote>(this.#address.feed('sse'), {
        observe: 'events',
        idleTimeout: 3_000,
        resume: { query: 'cursor' },
        sequence: ({ data }) => data.seq,
      }),
    ),
  );
  protected readonly state = toSignal(this.feed.state$, { initialValue: CLOSED });
}
