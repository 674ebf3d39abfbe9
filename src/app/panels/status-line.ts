import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { ConnectionStatus } from 'ngx-comet';
import { Clock } from '../clock';

const LABELS = {
  idle: 'Closed',
  connecting: 'Connecting',
  open: 'Open',
  waiting: 'Waiting',
  paused: 'Paused',
  closed: 'Ended',
} as const satisfies Record<ConnectionStatus['phase'], string>;

const CONTINUITY = {
  first: 'first connection',
  resumed: 'resumed',
  gap: 'messages missing',
  unknown: 'continuity unknown',
} as const;

/** The phase of a connection as a chip, with details beside it. */
@Component({
  selector: 'app-status-line',
  template: `
    <span class="chip" [attr.data-phase]="kind()"><span class="dot"></span>{{ label() }}</span>
    <span class="detail">{{ detail() }}</span>
  `,
  styleUrl: './status-line.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StatusLine {
  readonly #clock = inject(Clock);

  readonly status = input.required<ConnectionStatus>();

  protected readonly failed = computed(() => {
    const status = this.status();
    return status.phase === 'closed' && status.error !== undefined;
  });
  protected readonly kind = computed(() => (this.failed() ? 'failed' : this.status().phase));
  protected readonly label = computed(() => (this.failed() ? 'Stopped' : LABELS[this.status().phase]));
  protected readonly detail = computed(() => {
    const status = this.status();
    switch (status.phase) {
      case 'idle':
        return 'not subscribed';
      case 'connecting':
        return `attempt ${status.attempt}`;
      case 'open':
        return CONTINUITY[status.continuity];
      case 'waiting':
        return `try ${status.attempt + 1} in ${this.#left(status.retryAt)} s`;
      case 'paused':
        return status.reason;
      case 'closed':
        return status.error === undefined ? 'completed' : 'final error';
    }
  });

  #left(until: number): string {
    return Math.max(0, (until - this.#clock.now()) / 1_000).toFixed(1);
  }
}
