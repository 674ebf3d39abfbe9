/** An EventSource whose events the test dispatches. It behaves as the specification allows. */
export class FakeEventSource extends EventTarget {
  static readonly made: FakeEventSource[] = [];
  readyState = 0;

  constructor(
    readonly url: string,
    readonly init: EventSourceInit,
  ) {
    super();
    FakeEventSource.made.push(this);
  }

  static get last(): FakeEventSource {
    const last = FakeEventSource.made.at(-1);
    if (last === undefined) throw new Error('no EventSource was made');
    return last;
  }

  close(): void {
    this.readyState = 2;
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  message(data: string, { type = 'message', lastEventId = '' } = {}): void {
    // Nothing is dispatched after `close`.
    if (this.readyState !== 2) this.dispatchEvent(new MessageEvent(type, { data, lastEventId }));
  }

  /** Messages whose data is their id. */
  messages(...ids: readonly number[]): void {
    for (const id of ids) this.message(String(id), { lastEventId: String(id) });
  }

  /** Loses the connection. 0: it reconnects by itself; 2: it does not. */
  fail(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}
