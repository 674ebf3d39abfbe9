import type { PushEvent, PushLogger, RawMessage, Relay, RelayedConnection } from 'ngx-comet/core';
import { Observable } from 'rxjs';
import { ConnectionPart } from './connection-part';
import { Member } from './member';
import type { Platform } from './platform';
import { PresenceLocks } from './presence-locks';
import { SignOuts } from './sign-outs';
import { stuckWarning } from './stuck-warning';

/** What a relay of tabs is made of. */
export interface TabRelayConfig {
  /** What this tab needs of its browser; `undefined` if something is missing. */
  readonly platform: () => Platform | undefined;
  readonly tail: number;
  readonly logger: PushLogger;
}

/** Gives the connections of all tabs the wire of one of them. Without the APIs of tabs, each has its own. */
export class TabRelay<In, Out> implements Relay<In, Out> {
  readonly events$: Observable<PushEvent<In>>;
  readonly #connection: RelayedConnection<In, Out>;
  /** The latest part; `undefined` while the tab is alone. */
  #part: ConnectionPart<In, Out> | undefined;
  readonly #signOuts = new SignOuts();

  constructor(connection: RelayedConnection<In, Out>, { platform, tail, logger }: TabRelayConfig) {
    this.#connection = connection;
    this.events$ = new Observable((subscriber) => {
      const tools = platform();
      this.#part = undefined;
      if (tools === undefined) return connection.wire$.subscribe(subscriber);
      const part: ConnectionPart<In, Out> = new ConnectionPart<In, Out>({
        connection,
        subscriber,
        locks: new PresenceLocks(tools),
        cursor: tools.cursor,
        signOuts: this.#signOuts,
        tab: () => member.tab,
        visible: tools.visible,
        rejoin: () => member.rejoin(),
      });
      const member = new Member<RawMessage>(part, tools, tail, stuckWarning(logger));
      this.#part = part;
      subscriber.add(() => member.stop());
      member.start();
      return undefined;
    });
  }

  get leads(): boolean {
    return this.#part?.leads ?? true;
  }

  get place(): number {
    return this.#part?.place ?? 0;
  }

  get wayOut(): ((value: Out) => void) | undefined {
    return this.#part?.wayOut;
  }

  get full(): boolean {
    return this.#part?.full ?? false;
  }

  channel(name: string, how: 'subscribe' | 'unsubscribe'): void {
    (this.#part ?? this.#connection).channel(name, how);
  }

  reconnect(): void {
    (this.#part ?? this.#connection).reconnect();
  }

  forget(): void {
    if (this.#part === undefined) this.#connection.reconnect();
    else this.#part.forget();
  }
}
