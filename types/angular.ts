// The methods of `PushService`, and signals of their streams.
import type { HttpContext } from '@angular/common/http';
import type { Injector, ResourceRef, Signal } from '@angular/core';
import {
  batchFrames,
  collectBy,
  latest,
  pushResource,
  pushSignal,
  viaSse,
  type ConnectionStatus,
  type Emissions,
  type Observe,
  type PushConnection,
  type PushError,
  type PushEvent,
  type PushMessage,
  type PushService,
} from 'ngx-comet';
import { of, type Observable } from 'rxjs';
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

// Values without `initialValue` are `undefined` until the first one arrives.
declare const injector: Injector;
exactly<Signal<Price | undefined>>()(pushSignal(push.sse$<Price>('/x')).value);
exactly<Signal<Price | undefined>>()(pushSignal(push.sse$<Price>('/x'), {}).value);
exactly<Signal<Price | undefined>>()(pushSignal(push.sse$<Price>('/x'), { injector }).value);
exactly<Signal<Price | undefined>>()(pushSignal(push.sse$<Price>('/x'), { initialValue: undefined }).value);
exactly<Signal<Price | null>>()(pushSignal(push.sse$<Price>('/x'), { initialValue: null, injector }).value);
exactly<Signal<PushMessage<Price> | undefined>>()(pushSignal(push.sse$<Price>('/x', { observe: 'messages' })).value);
exactly<Signal<Price | undefined>>()(pushSignal(push.sse$<Price>('/x', { observe: 'events' })).value);
exactly<Signal<Price | undefined>>()(pushSignal(push.connect<Price>([viaSse('/x')])).value);
exactly<Signal<Price | undefined>>()(pushSignal(push.connect<Price>([viaSse('/x')]).data$).value);
exactly<Signal<ConnectionStatus>>()(pushSignal(of(1)).status);
exactly<Signal<PushError | undefined>>()(pushSignal(of(1)).error);
// A table and its status come from one stream.
const table = pushSignal(
  push.sse$<Price>('/x').pipe(
    collectBy(({ amount }) => amount),
    batchFrames(),
    latest(1),
  ),
);
exactly<Signal<readonly ReadonlyMap<number, Price>[] | undefined>>()(table.value);
declare const none: ReadonlyMap<number, Price>;
exactly<Signal<ReadonlyMap<number, Price>>>()(
  pushSignal(push.sse$<Price>('/x').pipe(collectBy(({ amount }) => amount)), { initialValue: none }).value,
);
exactly<Signal<ConnectionStatus>>()(pushResource({ stream: () => push.connect<Price>([viaSse('/x')]) }).connection);
exactly<Price | undefined>()(pushResource({ stream: () => push.connect<Price>([viaSse('/x')]) }).value());
