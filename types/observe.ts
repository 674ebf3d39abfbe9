// Every factory with every kind of `observe`: left out, a literal, a variable, a union, a type parameter.
import {
  httpStream$,
  jsonp$,
  pollingStream$,
  sse$,
  websocket$,
  type Emissions,
  type Observe,
  type PushEvent,
  type PushMessage,
  type SseOptions,
  type ObserveOption,
} from 'ngx-comet/core';
import type { Observable } from 'rxjs';
import { exactly } from './exactly.ts';

interface Price {
  readonly amount: number;
}
type Any = Price | PushMessage<Price> | PushEvent<Price>;
type Some = 'data' | 'messages';

declare const any: Observe;
declare const some: Some;
declare const perhaps: 'messages' | undefined;

exactly<Observable<Price>>()(sse$<Price>('/x'));
exactly<Observable<Price>>()(sse$<Price>('/x', {}));
exactly<Observable<Price>>()(sse$<Price>('/x', { observe: undefined }));
exactly<Observable<Price>>()(sse$<Price>('/x', { observe: 'data' }));
exactly<Observable<PushMessage<Price>>>()(sse$<Price>('/x', { observe: 'messages' }));
exactly<Observable<PushEvent<Price>>>()(sse$<Price>('/x', { observe: 'events' }));
exactly<Observable<Any>>()(sse$<Price>('/x', { observe: any }));
exactly<Observable<Any>>()(sse$<Price>('/x', { observe: some }));
exactly<Observable<Any>>()(sse$<Price>('/x', { observe: perhaps }));
exactly<Observable<Price | PushMessage<Price>>>()(sse$<Price, Some>('/x', { observe: some }));
exactly<Observable<unknown>>()(sse$('/x'));
exactly<Observable<PushMessage<unknown>>>()(sse$('/x', { observe: 'messages' }));

exactly<Observable<Price>>()(httpStream$<Price>('/x'));
exactly<Observable<PushMessage<Price>>>()(httpStream$<Price>('/x', { observe: 'messages' }));
exactly<Observable<PushEvent<Price>>>()(httpStream$<Price>('/x', { observe: 'events' }));
exactly<Observable<Any>>()(httpStream$<Price>('/x', { observe: any }));
exactly<Observable<Price | PushMessage<Price>>>()(httpStream$<Price, Some>('/x', { observe: some }));

exactly<Observable<Price>>()(pollingStream$<Price>('/x'));
exactly<Observable<PushMessage<Price>>>()(pollingStream$<Price>('/x', { observe: 'messages' }));
exactly<Observable<PushEvent<Price>>>()(pollingStream$<Price>('/x', { observe: 'events' }));
exactly<Observable<Any>>()(pollingStream$<Price>('/x', { observe: any }));
exactly<Observable<Price | PushMessage<Price>>>()(pollingStream$<Price, Some>('/x', { observe: some }));

exactly<Observable<Price>>()(jsonp$<Price>('/x'));
exactly<Observable<PushMessage<Price>>>()(jsonp$<Price>('/x', { observe: 'messages' }));
exactly<Observable<PushEvent<Price>>>()(jsonp$<Price>('/x', { observe: 'events' }));
exactly<Observable<Any>>()(jsonp$<Price>('/x', { observe: any }));
exactly<Observable<Price | PushMessage<Price>>>()(jsonp$<Price, Some>('/x', { observe: some }));

exactly<Observable<Price>>()(websocket$<Price>('/x'));
exactly<Observable<Price>>()(websocket$<Price, string>('/x', { encode: (order) => order.trim() }));
exactly<Observable<PushMessage<Price>>>()(websocket$<Price, string>('/x', { observe: 'messages' }));
exactly<Observable<PushEvent<Price>>>()(websocket$<Price, string>('/x', { observe: 'events' }));
exactly<Observable<Any>>()(websocket$<Price, string>('/x', { observe: any }));
exactly<Observable<Price | PushMessage<Price>>>()(websocket$<Price, string, Some>('/x', { observe: some }));

declare const decode: (raw: string | Uint8Array) => Price;

// The type of a union and of a type parameter is kept where it is inferred, or where it is written.
exactly<Observable<Price | PushMessage<Price>>>()(sse$('/x', { observe: some, decode }));
exactly<Observable<Price | PushMessage<Price>>>()(httpStream$('/x', { observe: some, decode }));
exactly<Observable<Price | PushMessage<Price>>>()(pollingStream$('/x', { observe: some, decode }));
exactly<Observable<Price | PushMessage<Price>>>()(jsonp$('/x', { observe: some, decode }));
exactly<Observable<Price | PushMessage<Price>>>()(websocket$('/x', { observe: some, decode }));

export function inferred<O extends Observe>(observe: O): Observable<Emissions<Price>[O]>[] {
  return [
    sse$('/x', { observe, decode }),
    httpStream$('/x', { observe, decode }),
    pollingStream$('/x', { observe, decode }),
    jsonp$('/x', { observe, decode }),
    websocket$('/x', { observe, decode }),
  ];
}
export function written<O extends Observe>(observe: O): Observable<Emissions<Price>[O]>[] {
  return [
    sse$<Price, O>('/x', { observe }),
    httpStream$<Price, O>('/x', { observe }),
    pollingStream$<Price, O>('/x', { observe }),
    jsonp$<Price, O>('/x', { observe }),
    websocket$<Price, unknown, O>('/x', { observe }),
  ];
}
exactly<Observable<PushMessage<Price>>[]>()(inferred('messages'));

/** With one written type the type parameter counts as its constraint. */
export function half<O extends Observe>(observe: O): { observe: O; stream: Observable<Any> } {
  return { observe, stream: sse$<Price>('/x', { observe }) };
}

/** A function that passes options on. */
export function passed(options: SseOptions<Price> & ObserveOption<Observe>): Observable<Any> {
  return sse$('/x', options);
}
exactly<Observable<PushMessage<Price>>>()(sse$('/x', { ...({} as SseOptions<Price>), observe: 'messages' }));
