import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { PushService } from 'ngx-comet';
import { Feed } from '../feeds/feed';
import { CLOSED } from '../feeds/feed-state';
import type { Quote } from '../feeds/quote';
import { ServerAddress } from '../server/server-address';
import { FeedCard } from './feed-card';
import type { PanelFacts } from './panel-facts';

/** One held response; rendered from a signal. */
@Component({
  selector: 'app-http-stream-panel',
  imports: [FeedCard],
  template: ` <app-feed-card [facts]="facts" [state]="state()" (opened)="feed.open()" (closed)="feed.close()" /> `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HttpStreamPanel {
  readonly #push = inject(PushService);
  readonly #address = inject(ServerAddress);

  protected readonly facts: PanelFacts = {
    transport: 'http-stream',
    title: 'HTTP streaming',
    description: 'One response that never ends.',
    code: 'httpStream$(url)',
    reads: 'signal',
    routes: ['http-stream'],
    repeats: false,
  };

  protected readonly feed = new Feed(
    'http-stream',
    computed(() =>
      this.#push.httpStream$<Quote>(this.#address.feed('http-stream'), {
        observe: 'events',
        onEnd: 'reconnect',
        id: (quote) => quote.id,
        idleTimeout: 3_000,
        resume: { query: 'cursor' },
        sequence: ({ data }) => data.seq,
      }),
    ),
  );
  protected readonly state = toSignal(this.feed.state$, { initialValue: CLOSED });
}
