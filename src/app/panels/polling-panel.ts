import { AsyncPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButtonToggle, MatButtonToggleGroup } from '@angular/material/button-toggle';
import { PushService } from 'ngx-comet';
import { Feed } from '../feeds/feed';
import { CLOSED } from '../feeds/feed-state';
import type { Quote } from '../feeds/quote';
import { ServerAddress } from '../server/server-address';
import { FeedCard } from './feed-card';
import type { PanelFacts } from './panel-facts';

/** Short and long polling; rendered with the `async` pipe. */
@Component({
  selector: 'app-polling-panel',
  imports: [AsyncPipe, FeedCard, MatButtonToggle, MatButtonToggleGroup],
  template: `
    <app-feed-card
      [facts]="facts"
      [state]="(feed.state$ | async) ?? closed"
      (opened)="feed.open()"
      (closed)="feed.close()"
    >
      <mat-button-toggle-group
        class="mode"
        aria-label="How to poll"
        hideSingleSelectionIndicator
        [value]="mode()"
        (change)="mode.set($event.value)"
      >
        <mat-button-toggle value="short">Short</mat-button-toggle>
        <mat-button-toggle value="long">Long</mat-button-toggle>
      </mat-button-toggle-group>
    </app-feed-card>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PollingPanel {
  readonly #push = inject(PushService);
  readonly #address = inject(ServerAddress);

  protected readonly closed = CLOSED;
  protected readonly mode = signal<'short' | 'long'>('short');
  protected readonly facts: PanelFacts = {
    transport: 'polling',
    title: 'Polling',
    description: 'Repeated requests, short or held.',
    code: 'pollingStream$(url)',
    reads: 'async pipe',
    routes: ['polling', 'long-polling'],
    repeats: true,
  };

  protected readonly feed = new Feed(
    'polling',
    computed(() =>
      this.mode() === 'short'
        ? this.#short(this.#address.feed('polling'))
        : this.#long(this.#address.feed('long-polling')),
    ),
  );

  #short(url: string) {
    return this.#push.pollingStream$<Quote>(url, {
      observe: 'events',
      interval: 500,
      timeout: 4_000,
      framing: 'lines',
      id: (quote) => quote.id,
      resume: { query: 'cursor' },
      sequence: ({ data }) => data.seq,
    });
  }

  #long(url: string) {
    return this.#push.pollingStream$<Quote>(url, {
      observe: 'events',
      mode: 'long',
      interval: 500,
      query: { hold: 4_000 },
      // Longer than `hold`: a server that has not responded by then is silent.
      connectTimeout: 6_000,
      framing: 'lines',
      id: (quote) => quote.id,
      resume: { query: 'cursor' },
      sequence: ({ data }) => data.seq,
    });
  }
}
