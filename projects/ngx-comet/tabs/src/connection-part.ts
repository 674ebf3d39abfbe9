import {
  pushEvent,
  PushError,
  type Continuity,
  type PushEvent,
  type PushMessage,
  type RawMessage,
  type TransportName,
} from 'ngx-comet/core';
import type { Subscription } from 'rxjs';
import type { ConnectionPartConfig } from './connection-part-config';
import { LeaderDesk } from './leader-desk';
import { Outgoing } from './outgoing';
import type { LeaderSink, More, Part } from './part';
import { rejectedMessage } from './rejected-message';
import { Reports } from './reports';
import type { Receivers, TabMessage } from './tab-message';
import { fromTabEvent, type StateEvent, type TabState } from './tab-state';

type Raw = PushMessage<RawMessage>;

/** A tab's part in a connection that tabs share. */
export class ConnectionPart<In, Out> implements Part<RawMessage>, More {
  readonly keepsCursor = true;
  readonly more = this;
  readonly #config: ConnectionPartConfig<In, Out>;
  readonly #outgoing: Outgoing<In, Out>;
  #leads = true;
  /** While this tab leads. */
  #desk: LeaderDesk | undefined;
  /** The leader does not answer, and that was reported. */
  #silent = false;
  #reports: Reports;
  #term: string | undefined;
  #release: (() => void) | undefined;
  /** The message of the own wire that is in delivery, and its event. */
  #own: { readonly message: Raw; readonly event: PushEvent<In> } | undefined;
  /** The id of the last message. A message that is rejected leaves it as it is. */
  #id: string | undefined;
  /** What the leader reported last; `undefined` if its next report is news in any case. */
  #known: Pick<TabState, 'epoch' | 'place' | 'sends'> | undefined;
  /** The leader pauses because its page is hidden. */
  #hidden = false;
  #gaps = 0;
  #everOpen = false;
  #transport: TransportName = 'websocket';
  /** The user signed out in this tab, and the leader does not know it yet. */
  #forgetting = false;

  constructor(config: ConnectionPartConfig<In, Out>) {
    this.#config = config;
    this.#reports = new Reports(config, 0);
    this.#outgoing = new Outgoing({
      connection: config.connection,
      name: () => config.tab().name,
      post: (message) => this.#post(message),
      failed: (error) => this.error(error),
    });
  }

  /** The last role of this tab, also after it left. */
  get leads(): boolean {
    return this.#leads;
  }

  get place(): number {
    return this.#known?.place ?? 0;
  }

  get wayOut(): ((value: Out) => void) | undefined {
    return this.#known?.sends === true ? this.#outgoing.send : undefined;
  }

  get full(): boolean {
    return this.#outgoing.full;
  }

  get wantsLast(): boolean {
    return this.#config.connection.replaysLast;
  }

  get state(): TabState {
    return this.#reports.now;
  }

  readonly receivers: Receivers<never> = {
    send: (message) => {
      const desk = this.#desk;
      if (desk?.term !== message.term) return;
      if (message.epoch === this.#reports.epoch) desk.incoming.take(message);
    },
    taken: ({ sender, number }) => this.#outgoing.taken(sender, number),
    flushed: ({ sender, number }) => this.#outgoing.flushed(sender, number),
    ready: ({ term }) => this.#outgoing.ready(term),
    channel: ({ tab, term, epoch, name, how }) => {
      const desk = this.#desk;
      if (desk?.term === term && epoch === this.#reports.epoch) desk.channel(tab, name, how);
    },
    bye: ({ tab }) => this.#desk?.bye(tab),
    yield: ({ term }) => {
      if (this.#desk?.term === term && this.#reports.isHidden) this.#config.rejoin();
    },
    reconnect: () => {
      if (this.#desk !== undefined) this.#config.connection.reconnect();
    },
    forget: () => {
      if (this.#desk === undefined) return;
      this.#config.connection.forget();
      this.#passOn();
    },
  };

  // ——— what the connection of this tab calls

  channel(name: string, how: 'subscribe' | 'unsubscribe'): void {
    const { name: tab } = this.#config.tab();
    const [term, epoch] = [this.#term, this.#known?.epoch];
    if (this.#desk !== undefined) this.#desk.channels[how](tab, name);
    else if (term !== undefined && epoch !== undefined) this.#post({ kind: 'channel', tab, term, epoch, name, how });
  }

  reconnect(): void {
    if (this.#desk !== undefined) this.#config.connection.reconnect();
    else this.#post({ kind: 'reconnect' });
  }

  /** The connection of this tab forgot the user. */
  forget(): void {
    this.#config.tab().tail.clear();
    if (this.#desk !== undefined) return this.#passOn();
    this.#everOpen = false;
    // If the leader is gone, the next one sends for the next user.
    this.#outgoing.leave();
    this.#forgetting = this.#config.tab().deaf = true;
    this.#post({ kind: 'forget' });
  }

  /** The leader forgot the user. The next one begins anew, maybe this tab. */
  #passOn(): void {
    this.#everOpen = false;
    this.#config.tab().tail.clear();
    this.#tellSignOut();
    this.#config.rejoin();
  }

  #tellSignOut(): void {
    const at = Date.now();
    this.#config.signOuts.heard(at);
    this.#post({ kind: 'forgotten', at });
  }

  // ——— the source

  run(sink: LeaderSink<RawMessage>): Subscription {
    const { connection } = this.#config;
    return connection.wire$.subscribe({
      next: (event) => {
        if (event.kind === 'message') this.#receive(sink, { ...event.message, data: connection.arrived() }, event);
        else if (event.kind === 'rejected') {
          const facts = { id: this.#id, transport: this.#transport, place: connection.live().place };
          this.#receive(sink, rejectedMessage(event.raw, facts), event);
        } else {
          sink.state(event);
          this.#emit(event);
        }
      },
      complete: () => sink.complete(),
      error: (error: unknown) => sink.error(error),
    });
  }

  #receive(sink: LeaderSink<RawMessage>, message: Raw, event: PushEvent<In>): void {
    this.#own = { message, event };
    sink.message(message);
    this.#own = undefined;
  }

  next(message: Raw): void {
    this.#id = message.id;
    if (this.#own?.message === message) return this.#emit(this.#own.event);
    let event: PushEvent<In>;
    try {
      event = this.#config.connection.receive(message);
    } catch (error) {
      return this.error(error);
    }
    this.#emit(event);
  }

  uncloned(error: PushError, message?: Raw): void {
    if (message !== undefined) this.next(message);
    else this.#emit(pushEvent<PushEvent<never>>({ kind: 'rejected', raw: undefined, error }));
  }

  complete(): void {
    this.#config.subscriber.complete();
  }

  error(error: unknown): void {
    this.#config.subscriber.error(error);
  }

  // ——— the role of this tab

  lead(term: string): void {
    const { connection, locks, tab } = this.#config;
    this.#begin(term);
    this.#outgoing.end();
    this.#leads = true;
    this.#reports = new Reports(this.#config, this.#gaps);
    this.#desk = new LeaderDesk(term, connection, locks, (message) => this.#post(message));
    this.#changeTerm(term);
    if (!this.#forgetting) return;
    this.#forgetting = tab().deaf = false;
    this.#tellSignOut();
  }

  renewed(): void {
    this.#desk?.incoming.askAgain();
  }

  follow(term: string): void {
    this.#begin(term);
    this.#outgoing.begin(term);
    this.#leads = false;
    this.#changeTerm(term);
    if (this.#forgetting) this.#post({ kind: 'forget' });
  }

  #begin(term: string): void {
    const { locks, tab } = this.#config;
    this.#release ??= locks.hold(tab().name);
    if (term !== this.#term) this.#known = undefined;
    this.#silent = this.#hidden = false;
  }

  #changeTerm(term: string): void {
    const isOther = this.#term !== undefined && term !== this.#term;
    this.#term = term;
    if (isOther) this.#config.connection.handedOver();
  }

  leaves(): void {
    this.#outgoing.leave();
    this.#desk?.stop();
    this.#desk = undefined;
    this.#known = undefined;
    this.#post({ kind: 'bye', tab: this.#config.tab().name });
    this.#release?.();
    this.#release = undefined;
  }

  away(reason: 'frozen' | 'prerendering'): void {
    this.#emit(pushEvent<PushEvent<never>>({ kind: 'paused', reason }));
  }

  // ——— what the leader reports

  changed(event: StateEvent): TabState {
    const { epoch } = this.#reports;
    const state = this.#reports.changed(event);
    if (epoch !== state.epoch) this.#desk?.lost();
    this.#gaps = state.gaps;
    return state;
  }

  arrived(state: TabState): void {
    this.#silent = false;
    if (this.#known?.epoch !== state.epoch) this.#outgoing.close();
    this.#known = state;
    this.#gaps = Math.max(this.#gaps, state.gaps);
    for (const event of state.events) {
      const mapped = fromTabEvent(event);
      this.#report(state, mapped, mapped.kind === 'open' ? mapped.continuity : 'unknown');
    }
    this.shown();
  }

  caughtUp(state: TabState, continuity: Continuity): void {
    this.#silent = false;
    const shown = continuity === 'gap' || state.gaps > this.#gaps ? 'gap' : continuity;
    this.#config.signOuts.heard(state.forgotAt);
    const isNews = this.#known?.epoch !== state.epoch;
    if (isNews) this.#outgoing.close();
    this.#known = state;
    this.#gaps = Math.max(this.#gaps, state.gaps);
    for (const event of state.events) {
      const mapped = fromTabEvent(event);
      if (isNews || (mapped.kind === 'open' && shown === 'gap')) this.#report(state, mapped, shown);
    }
    this.shown();
  }

  #report({ sends, epoch, place }: TabState, event: StateEvent, continuity: Continuity): void {
    if (event.kind === 'open') {
      this.#hidden = false;
      if (sends) this.#outgoing.open(epoch, place);
      // What is the first connection of the leader need not be the first one of this tab, and the other way round.
      const own = this.#everOpen ? (continuity === 'first' ? 'unknown' : continuity) : 'first';
      return this.#emit(pushEvent<StateEvent>({ ...event, continuity: own }));
    }
    if (event.kind === 'comment') return this.#emit(event);
    this.#outgoing.close();
    this.#hidden = event.kind === 'paused' && event.reason === 'hidden';
    this.#emit(event);
  }

  /** A hidden leader may pause the connection. Then a tab that the user sees is to lead, sooner or later. */
  shown(): void {
    if (this.#hidden && this.#term !== undefined && this.#config.visible())
      this.#post({ kind: 'yield', term: this.#term });
  }

  silent(): void {
    if (this.#silent) return;
    this.#silent = true;
    this.#outgoing.suspend();
    this.#known = undefined;
    const transport = this.#transport;
    const error = new PushError('silence', 'the leading tab does not answer', { transient: true, transport });
    this.#emit(pushEvent<PushEvent<never>>({ kind: 'lost', transport, error, retryIn: 0 }));
  }

  answered(): void {
    // It stood still when it was told, so it ignored it.
    if (this.#forgetting) this.#post({ kind: 'forget' });
  }

  missedSignOut({ forgotAt }: TabState): boolean {
    const { cursor, signOuts } = this.#config;
    if (!signOuts.missed(forgotAt)) return false;
    // The stored cursor is that of the next user already.
    const stored = cursor.get();
    this.forgotten(forgotAt);
    cursor.set(stored);
    return true;
  }

  forgotten(at: number): void {
    const { connection, signOuts, tab } = this.#config;
    signOuts.heard(at);
    tab().tail.clear();
    this.#known = undefined;
    this.#outgoing.leave();
    // In the tab where the user signed out, the next user may use the connection already.
    if (!this.#forgetting) connection.forget();
    this.#forgetting = tab().deaf = false;
    this.#everOpen = false;
  }

  #emit(event: PushEvent<In> | StateEvent): void {
    if (event.kind === 'open') this.#everOpen = true;
    if (event.kind === 'connecting') this.#transport = event.transport;
    this.#config.subscriber.next(event);
  }

  #post(message: TabMessage<never>): void {
    this.#config.tab().send(message);
  }
}
