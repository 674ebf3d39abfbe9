import { DecimalPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { BookPanel } from './book/book-panel';
import { FaultPanel } from './faults/fault-panel';
import { LogPanel } from './log/log-panel';
import { HttpStreamPanel } from './panels/http-stream-panel';
import { JsonpPanel } from './panels/jsonp-panel';
import { PollingPanel } from './panels/polling-panel';
import { SsePanel } from './panels/sse-panel';
import { WebSocketPanel } from './panels/websocket-panel';
import { PushServer } from './server/push-server';

/** The only page: all transports side by side, and the buttons that break them. */
@Component({
  selector: 'app-root',
  imports: [
    BookPanel,
    DecimalPipe,
    FaultPanel,
    HttpStreamPanel,
    JsonpPanel,
    LogPanel,
    PollingPanel,
    SsePanel,
    WebSocketPanel,
  ],
  templateUrl: './app.html',
  styleUrl: './app.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
  protected readonly server = inject(PushServer).view;
}
