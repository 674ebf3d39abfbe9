import { AsyncPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { PushService } from 'ngx-comet';
import { concatAll } from 'rxjs';
import { Feed } from '../feeds/feed';
import { CLOSED } from '../feeds/feed-state';
import type { Quote } from '../feeds/quote';
import { ServerAddress } from '../server/server-address';
import { FeedCard } from './feed-card';
import type { PanelFacts } from './panel-facts';

/** Repeated JSONP requests; rendered with the `async` pipe. */
@Component({
  selector: 'app-jsonp-panel',
  imports: [AsyncPipe, FeedCard],
  template: `
    <app-feed-card
      [facts]="facts"
      [state]="(feed.state$ | async) ?? closed"
      (opened)="feed.open()"
      (closed)="feed.close()"
    />
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class JsonpPanel {
  readonly #push = inject(PushService);
  readonly #address = inject(ServerAddress);

  protected readonly closed = CLOSED;
  protected readonly facts: PanelFacts = {
    transport: 'jsonp',
    title: 'JSONP',
    description: 'Scripts, kept in a sandbox.',
    code: 'pollingStream$(() => jsonp$(url))',
    reads: 'async pipe',
    routes: ['jsonp'],
    repeats: true,
  };

  protected readonly feed = new Feed(
    'jsonp',
    computed(() => {
      const url = this.#address.feed('jsonp');
      return this.#push.pollingStream$(({ cursor }) => this.#request(url, cursor), {
        observe: 'events',
        interval: 500,
        id: (quote) => quote.id,
        sequence: ({ data }) => data.seq,
      });
    }),
  );

  /** The messages after the cursor. No retries: the polling repeats a failed request. */
  #request(url: string, cursor = '') {
    return this.#push
      .jsonp$<readonly Quote[]>(`${url}?batch=1&cursor=${encodeURIComponent(cursor)}`, { timeout: 4_000, retry: false })
      .pipe(concatAll());
  }
}
