import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatRipple } from '@angular/material/core';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { Icon } from '../icon';
import { ALL_CLEAR, CORS_OFF, CORS_ON, FAULTS, type Fault } from '../server/faults';
import { PushServer } from '../server/push-server';
import { ServerAddress } from '../server/server-address';

/** The buttons that break the network. */
@Component({
  selector: 'app-fault-panel',
  imports: [Icon, MatButton, MatRipple, MatSlideToggle],
  templateUrl: './fault-panel.html',
  styleUrl: './fault-panel.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FaultPanel {
  readonly #server = inject(PushServer);

  protected readonly address = inject(ServerAddress);
  protected readonly faults = FAULTS;
  protected readonly allClear = ALL_CLEAR;
  protected readonly corsOff = CORS_OFF;
  protected readonly corsOn = CORS_ON;
  protected readonly active = computed(() => new Set(this.#server.view().stats?.faults));

  protected isActive({ name }: Fault): boolean {
    return name !== undefined && this.active().has(name);
  }

  protected cause(fault: Fault): void {
    void this.#server.cause(fault);
  }
}
