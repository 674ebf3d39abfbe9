import { concat, defer, EMPTY, mergeMap, of, share, type Observable } from 'rxjs';
import { PushError, type PushEvent, type PushPeer } from 'ngx-comet/core';

/** The first messages of a protocol. */
export interface Handshake<In, Out> {
  /** The first message; called for every new connection. */
  readonly greeting: () => Out;
  /** `true` for the answer of the peer, which is not emitted. */
  readonly isAnswer: (data: In) => boolean;
}

/** How many messages may wait for the handshake. */
const MOST = 1_000;

/**
 * For protocols that begin with a handshake: a connection counts as open when the peer has answered the greeting, and
 * no other message is sent before. All subscribers share one connection.
 */
export function afterHandshake<In, Out>(
  peer: PushPeer<In, Out>,
  { greeting, isAnswer }: Handshake<In, Out>,
): PushPeer<In, Out> {
  let state: 'down' | 'greeted' | 'open' = 'down';
  let opening: PushEvent<In>;
  let held: Out[] = [];
  const release = defer(() => {
    const all = held;
    held = [];
    for (const value of all) peer.send(value);
    return EMPTY;
  });
  const step = (event: PushEvent<In>): Observable<PushEvent<In>> => {
    if (event.kind === 'open' && state === 'down') {
      state = 'greeted';
      opening = event;
      peer.send(greeting());
      return EMPTY;
    }
    if (event.kind === 'message' && state === 'greeted' && isAnswer(event.message.data)) {
      state = 'open';
      return concat(of(opening), release);
    }
    if (event.kind === 'connecting' || event.kind === 'lost' || event.kind === 'paused') state = 'down';
    return of(event);
  };
  const events$ = defer(() => {
    state = 'down';
    return peer.events$.pipe(mergeMap(step));
  }).pipe(share());
  return {
    events$,
    send: (value) => {
      if (state === 'open') return peer.send(value);
      if (held.length === MOST)
        throw new PushError('overflow', `more than ${MOST} messages wait`, { transient: false });
      held.push(value);
    },
  };
}
