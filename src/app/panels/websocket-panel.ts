import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { PushService } from 'ngx-comet';
import { Feed } from '../feeds/feed';
import { CLOSED } from '../feeds/feed-state';
import type { Quote } from '../feeds/quote';
import { ServerAddress } from '../server/server-address';
import { FeedCard } from './feed-card';
import type { PanelFacts } from './panel-facts';

/** A WebSocket; rendered from a signal. */
@Component({
  selector: 'app-websocket-panel',
  imports: [FeedCard],
  template: ` <app-feed-card [facts]="facts" [state]="state()" (opened)="feed.open()" (closed)="feed.close()" /> `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebSocketPanel {
  readonly #push = inject(PushService);
  readonly #address = inject(ServerAddress);

  protected readonly facts: PanelFacts = {
    transport: 'websocket',
    title: 'WebSocket',
    description: 'One connection, both ways.',
    code: 'websocket$(url)',
    reads: 'signal',
    routes: ['websocket'],
    repeats: false,
  };

  protected readonly feed = new Feed(
    'websocket',
    computed(() =>
      this.#push.websocket$<Quote>(this.#address.feed('websocket'), {
        observe: 'events',
        id: (quote) => quote.id,
        idleTimeout: 3_000,
        resume: { query: 'cursor' },
        sequence: ({ data }) => data.seq,
      }),
    ),
  );
  protected readonly state = toSignal(this.feed.state$, { initialValue: CLOSED });
}
