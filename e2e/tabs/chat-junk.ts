/**
 * Sends what no tab sends on channels between tabs: values of every type, and the messages that the tabs send just
 * then, with a part that is missing or has another type. It runs in a page.
 */
export async function sendJunk(names: readonly string[]): Promise<void> {
  /** How many messages it hears before it repeats them with errors: some of each kind. */
  const HEARS = 30;
  const values = (): unknown[] => {
    const loop: unknown[] = [];
    loop.push(loop);
    return [
      ...[null, undefined, true, 0, -1, NaN, 1n, '', 'lead', 'x'.repeat(100_000), [], [null], loop, {}],
      ...[new Error('from elsewhere'), new DOMException('from elsewhere'), new Date(NaN), new Map([['kind', 'lead']])],
      ...[new ArrayBuffer(8), new Blob(['lead']), /kind/],
    ];
  };
  const kinds = ['', 'kind', 'constructor', '__proto__', 'toString', 'hasOwnProperty'];
  for (const name of names) {
    const channel = new BroadcastChannel(name);
    for (const value of values()) channel.postMessage(value);
    for (const kind of [...kinds, ...values()]) channel.postMessage({ kind });
    const heard = await new Promise<ReadonlyMap<unknown, object>>((resolve) => {
      const messages = new Map<unknown, object>();
      let left = HEARS;
      channel.onmessage = ({ data }: MessageEvent<{ readonly kind: unknown }>) => {
        messages.set(data.kind, data);
        if (--left === 0) resolve(messages);
      };
    });
    for (const [kind, message] of heard) {
      channel.postMessage({ kind });
      for (const key of Object.keys(message)) {
        if (key === 'kind') continue;
        for (const value of values()) channel.postMessage({ ...message, [key]: value });
        channel.postMessage(Object.fromEntries(Object.entries(message).filter(([each]) => each !== key)));
      }
    }
    channel.close();
  }
}
