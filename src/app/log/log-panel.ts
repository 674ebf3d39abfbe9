import { DatePipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Icon } from '../icon';
import { EventLog } from './event-log';

/** The last events of all panels, newest first. */
@Component({
  selector: 'app-log-panel',
  imports: [DatePipe, Icon, MatButton],
  templateUrl: './log-panel.html',
  styleUrl: './log-panel.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LogPanel {
  protected readonly log = inject(EventLog);
}
