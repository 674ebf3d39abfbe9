import { AsyncPipe } from '@angular/common';
import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { batchFrames, pushResource, PushService, pushSignal, viaLongPolling, viaSse, viaWebSocket } from 'ngx-comet';

/** Uses every transport, each in a different way. */
@Component({
  imports: [AsyncPipe],
  template: `
    <p>{{ sse$ | async }} {{ stream$ | async }} {{ socket$ | async }} {{ poll$ | async }} {{ jsonp$ | async }}</p>
    <p>{{ polled$ | async }} {{ batches$ | async }} {{ feed.data$ | async }}</p>
    <output id="signal">{{ signal.status().phase }}</output>
    <output id="resource">{{ resource.status() }} {{ resource.connection().phase }}</output>
    <output id="connection">{{ feed.status().phase }}</output>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EveryTransport {
  readonly #push = inject(PushService);
  readonly #http = inject(HttpClient);

  readonly sse$ = this.#push.sse$('/feeds/numbers/sse');
  readonly stream$ = this.#push.httpStream$('/feeds/numbers/http-stream');
  readonly socket$ = this.#push.websocket$('/feeds/numbers/websocket', {
    heartbeat: { every: 100, message: () => 'ping' },
  });
  readonly poll$ = this.#push.pollingStream$('/feeds/numbers/polling', { interval: 100 });
  readonly jsonp$ = this.#push.jsonp$('/feeds/numbers/jsonp');
  readonly polled$ = this.#push.pollingStream$(() => this.#http.get('/feeds/numbers/polling'), { interval: 100 });
  readonly batches$ = this.#push.sse$('/feeds/numbers/sse').pipe(batchFrames());
  readonly feed = this.#push.connect([
    viaWebSocket('/feeds/numbers/websocket'),
    viaSse('/feeds/numbers/sse'),
    viaLongPolling('/feeds/numbers/long-polling'),
  ]);
  readonly signal = pushSignal(this.#push.sse$('/feeds/numbers/sse'), { initialValue: undefined });
  readonly resource = pushResource({ stream: () => this.#push.httpStream$('/feeds/numbers/http-stream') });
}
