import { DecimalPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { describeError } from '../feeds/describe';
import type { FeedState } from '../feeds/feed-state';
import { Icon } from '../icon';
import { PushServer } from '../server/push-server';
import type { PanelFacts } from './panel-facts';
import { Sparkline } from './sparkline';
import { StatusLine } from './status-line';

/** The view of a panel, the same for every transport. */
@Component({
  selector: 'app-feed-card',
  imports: [DecimalPipe, Icon, MatButton, Sparkline, StatusLine],
  templateUrl: './feed-card.html',
  styleUrl: './feed-card.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FeedCard {
  readonly #server = inject(PushServer);

  readonly facts = input.required<PanelFacts>();
  readonly state = input.required<FeedState>();
  readonly opened = output();
  readonly closed = output();

  readonly #index = computed(() => this.state().index);

  protected readonly live = computed(() => !['idle', 'closed'].includes(this.state().status.phase));
  protected readonly error = computed(() => {
    const { error } = this.state();
    return error === undefined ? undefined : describeError(error);
  });
  /** The last change of the index; 0 until it has changed. */
  protected readonly move = linkedSignal<number | undefined, { readonly at: number | undefined; readonly by: number }>({
    source: this.#index,
    computation: (at, previous) => ({
      at,
      by: at === undefined || previous?.value.at === undefined ? 0 : at - previous.value.at,
    }),
  });
  /** The number of requests, or of open connections, that the server counts for the routes of the panel. */
  protected readonly atServer = computed(() => {
    const { stats } = this.#server.view();
    const { repeats, routes } = this.facts();
    const counts = repeats ? stats?.requests : stats?.live;
    return counts === undefined ? undefined : routes.reduce((sum, route) => sum + (counts[route] ?? 0), 0);
  });
}
