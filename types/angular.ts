// The methods of `PushService`, and signals of their streams.
import type { HttpContext } from '@angular/common/http';
import type { ResourceRef, Signal } from '@angular/core';
import {
  pushResource,
  pushSignal,
  viaSse,
  type ConnectionStatus,
  type Emissions,
  type Observe,
  type PushConnection,
  type PushEvent,
  type PushMessage,
  type PushService,
} from 'ngx-comet';
import type { Observable } from 'rxjs';
import { exactly } from './exactly.ts';

interface Price {
  readonly amount: number;
}
declare const push: PushService;
declare const context: HttpContext;
declare const observe: Observe;

exactly<Observable<Price>>()(push.sse$<Price>('/x'));
exactly<Observable<PushMessage<Price>>>()(push.sse$<Price>('/x', { observe: 'messages' }));
exactly<Observable<PushEvent<Price>>>()(push.sse$<Price>('/x', { observe: 'events' }));
exactly<Observable<Price | PushMessage<Price> | PushEvent<Price>>>()(push.sse$<Price>('/x', { observe }));
exactly<Observable<PushMessage<Price>>>()(push.httpStream$<Price>('/x', { observe: 'messages' }));
exactly<Observable<PushMessage<Price>>>()(push.pollingStream$<Price>('/x', { observe: 'messages' }));
exactly<Observable<PushMessage<Price>>>()(push.jsonp$<Price>('/x', { observe: 'messages' }));
exactly<Observable<PushMessage<Price>>>()(push.websocket$<Price, string>('/x', { observe: 'messages' }));

exactly<Observable<Price>>()(push.sse$<Price>('/x', { context }));
exactly<Observable<PushEvent<Price>>>()(push.httpStream$<Price>('/x', { context, observe: 'events' }));
exactly<Observable<PushMessage<Price>>>()(push.pollingStream$<Price>('/x', { context, observe: 'messages' }));
exactly<PushConnection<Price, string>>()(push.connect<Price, string>([viaSse('/x', { context })]));
// @ts-expect-error Only an `HttpContext` is one.
push.sse$<Price>('/x', { context: {} });
// @ts-expect-error A socket runs through no interceptor.
push.websocket$<Price, string>('/x', { context });

export function written<O extends Observe>(which: O): Observable<Emissions<Price>[O]>[] {
  return [
    push.sse$<Price, O>('/x', { observe: which }),
    push.httpStream$<Price, O>('/x', { observe: which }),
    push.pollingStream$<Price, O>('/x', { observe: which }),
    push.jsonp$<Price, O>('/x', { observe: which }),
    push.websocket$<Price, string, O>('/x', { observe: which }),
  ];
}

exactly<PushConnection<Price, string>>()(push.connect<Price, string>([viaSse('/x')]));
exactly<Signal<ConnectionStatus>>()(push.connect([viaSse<Price>('/x')]).status);
exactly<Signal<number>>()(pushSignal(push.sse$<number>('/x'), { initialValue: 0 }).value);
const resource = pushResource({
  params: () => 'ACME',
  stream: ({ params }) => push.sse$<Price>(`/x/${params}`),
  defaultValue: { amount: 0 },
});
exactly<Signal<ConnectionStatus>>()(resource.connection);
exactly<Price>()(resource.value());
export const plain: Pick<ResourceRef<Price>, 'value' | 'error' | 'reload'> = resource;
