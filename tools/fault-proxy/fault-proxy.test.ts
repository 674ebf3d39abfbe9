import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, test } from 'node:test';
import { makeCertificates } from './certificates.ts';
import { serveControl } from './control.ts';
import { FaultProxy, type Fault, type Rule } from './fault-proxy.ts';
import { TextMarks } from './text-marks.ts';

let answers: ServerResponse[] = [];
let requests = 0;
let server: Server;
let proxy: FaultProxy;
const clients: Client[] = [];

beforeEach(async () => {
  answers = [];
  requests = 0;
  server = createServer((request, response) => {
    requests += 1;
    request.resume();
    answers.push(response);
    response.writeHead(200, { 'content-type': 'text/plain', 'x-kept': 'yes' });
    response.flushHeaders();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  proxy = new FaultProxy({ to: { port: (server.address() as AddressInfo).port }, seed: 7 });
  await proxy.listen();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy();
  await proxy.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A client that shows each piece and the end as TCP brings them. */
class Client {
  readonly socket: Socket;
  readonly pieces: string[] = [];
  /** `reset` or `end`. */
  over: string | undefined;
  #changed: () => void = () => undefined;

  constructor() {
    this.socket = connect({ port: Number(proxy.url.port), host: '127.0.0.1' });
    this.socket.setNoDelay(true);
    this.socket.on('data', (bytes: Buffer) => {
      this.pieces.push(bytes.toString('latin1'));
      this.#changed();
    });
    const over = (how: string) => (): void => {
      this.over ??= how;
      this.#changed();
    };
    this.socket.on('end', over('end')).on('error', over('reset')).on('close', over('closed'));
    clients.push(this);
  }

  get text(): string {
    return this.pieces.join('');
  }

  async until(condition: (client: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => (this.#changed = resolve));
  }

  request(path = '/', body = ''): this {
    this.socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    return this;
  }
}

/** A client whose answer has begun. */
async function reading(path = '/'): Promise<{ client: Client; answer: ServerResponse }> {
  const before = answers.length;
  const client = new Client().request(path);
  await client.until(({ text }) => text.includes('\r\n\r\n'));
  return { client, answer: answers[before] as ServerResponse };
}

async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

const on = (text: string, fault: Fault, bytes = 0): Rule => ({ fault, at: { phase: 'message', text, bytes } });
const closed = (answer: ServerResponse): Promise<boolean> => eventually(() => answer.destroyed).then(() => true);

test('passes both directions, and the end of both sides', async () => {
  const { client, answer } = await reading('/feed');
  answer.write('one');
  await client.until(({ text }) => text.includes('one'));
  assert.match(client.text, /x-kept: yes/);
  assert.equal(proxy.stats().open, 1);
  client.socket.destroy();
  assert.ok(await closed(answer));
  await eventually(() => proxy.stats().open === 0);
  const second = await reading();
  second.answer.end('two');
  await second.client.until(({ text }) => text.includes('0\r\n\r\n'));
  second.client.request();
  await eventually(() => requests === 3);
});

test('passes a reset of the server on', async () => {
  const { client, answer } = await reading();
  answer.socket?.resetAndDestroy();
  await client.until(({ over }) => over !== undefined);
  assert.equal(client.over, 'reset');
});

for (const [kind, over] of [
  ['reset', 'reset'],
  ['end', 'end'],
] as const)
  test(`${kind} while connecting, after the headers, in a message, at a byte of a body, when idle and at once`, async () => {
    const fault: Fault = { kind };
    let rule = proxy.set({ fault });
    const first = new Client();
    await first.until((client) => client.over !== undefined);
    assert.equal(first.over, over);
    assert.equal(rule.hits(), 1);
    rule.remove();

    rule = proxy.set({ fault, at: { phase: 'headers' }, times: 1 });
    const headers = await reading();
    await headers.client.until((client) => client.over !== undefined);
    assert.equal(headers.client.over, over);
    assert.match(headers.client.text, /\r\n\r\n$/);
    rule.remove();

    rule = proxy.set(on('"n":2', fault, 3));
    const { client, answer } = await reading();
    answer.write('{"n":1,"x":0}');
    answer.write('{"n":2,"x":0}');
    await client.until((each) => each.over !== undefined);
    assert.equal(client.over, over);
    assert.match(client.text, /":2,"x$/);
    assert.ok(await closed(answer));
    rule.remove();

    rule = proxy.set({ fault, at: { phase: 'sending', bytes: 4 } });
    const sending = new Client().request('/', 'a long body');
    await sending.until((each) => each.over !== undefined);
    assert.equal(rule.hits(), 1);
    rule.remove();

    rule = proxy.set({ fault, at: { phase: 'idle', ms: 20 } });
    const idle = await reading();
    await idle.client.until((each) => each.over !== undefined);
    assert.equal(idle.client.over, over);
    rule.remove();

    const now = await reading();
    proxy.set({ fault, at: { phase: 'now' } });
    await now.client.until((each) => each.over !== undefined);
    assert.equal(now.client.over, over);
    assert.equal((await reading()).client.over, undefined);
  });

test('black-hole throws away what both sides send, and tells nobody', async () => {
  const { client, answer } = await reading();
  proxy.set({ fault: { kind: 'black-hole' }, at: { phase: 'now' } });
  answer.write('lost');
  answer.destroy();
  client.request('/lost');
  const other = await reading();
  other.answer.write('passes');
  await other.client.until(({ text }) => text.includes('passes'));
  assert.equal(client.text.includes('lost'), false);
  assert.equal(client.over, undefined);
  assert.equal(requests, 2);
  client.socket.destroy();
  await eventually(() => proxy.stats().open === 1);
});

test('black-hole while connecting: the server sees no request', async () => {
  const rule = proxy.set({ fault: { kind: 'black-hole' }, times: 1 });
  const client = new Client().request();
  await eventually(() => rule.hits() === 1);
  await reading();
  assert.equal(requests, 1);
  assert.equal(client.text, '');
  assert.equal(client.over, undefined);
});

test('half-open: one side is gone, and the other is not told', async () => {
  const server = await reading();
  const rule = proxy.set({ fault: { kind: 'half-open', gone: 'server' }, at: { phase: 'now' } });
  assert.ok(await closed(server.answer));
  assert.equal(server.client.over, undefined);
  server.client.socket.destroy();
  await eventually(() => proxy.stats().open === 0);
  rule.remove();

  const client = await reading();
  proxy.set({ fault: { kind: 'half-open', gone: 'client' }, at: { phase: 'now' } });
  await client.client.until(({ over }) => over !== undefined);
  assert.equal(client.client.over, 'reset');
  client.answer.write('to nobody');
  await reading();
  assert.equal(client.answer.destroyed, false);
});

test('stall stops both directions, and goes on with nothing lost', async () => {
  const { client, answer } = await reading();
  const rule = proxy.set({ fault: { kind: 'stall' }, at: { phase: 'now' } });
  const later = new Client().request('/second');
  answer.write('late');
  await eventually(() => rule.hits() === 2);
  assert.equal(client.text.includes('late'), false);
  assert.equal(requests, 1);
  rule.remove();
  await client.until(({ text }) => text.includes('late'));
  await later.until(({ text }) => text.includes('200 OK'));
});

test('latency and jitter delay without changing the order', async () => {
  const rule = proxy.set({ fault: { kind: 'latency', ms: 60, jitter: 40 }, at: { phase: 'now' } });
  const began = performance.now();
  const { client, answer } = await reading();
  assert.ok(performance.now() - began >= 59);
  for (const text of 'UVWXYZ') answer.write(text);
  await client.until(({ text }) => text.includes('Z'));
  assert.equal(client.text.slice(client.text.indexOf('\r\n\r\n')).replace(/[^U-Z]/g, ''), 'UVWXYZ');
  rule.remove();
  const fast = await reading();
  assert.equal(fast.client.over, undefined);
});

test('bandwidth takes its time', async () => {
  const { client, answer } = await reading();
  proxy.set({ fault: { kind: 'bandwidth', bytesPerSecond: 10_000 }, at: { phase: 'now' } });
  const began = performance.now();
  answer.write('#'.repeat(1_000));
  answer.write('%');
  await client.until(({ text }) => text.includes('%'));
  assert.ok(performance.now() - began >= 99);
});

test('slices cut at every byte', async () => {
  const { client, answer } = await reading();
  const before = client.pieces.length;
  proxy.set({ fault: { kind: 'slices', bytes: 1, every: 5 }, at: { phase: 'now' } });
  answer.write('sliced');
  await client.until(({ text }) => text.endsWith('sliced\r\n'));
  assert.ok(client.pieces.length - before >= 6);
});

test('hold collects bytes, and passes them in one piece', async () => {
  const { client, answer } = await reading();
  const rule = proxy.set({ fault: { kind: 'hold', bytes: 50 }, at: { phase: 'now' } });
  const before = client.pieces.length;
  for (let n = 0; n < 9; n += 1) answer.write(`part${n}`);
  await client.until(({ pieces }) => pieces.length > before);
  assert.ok((client.pieces[before] ?? '').length >= 50);
  answer.write('last');
  rule.remove();
  await client.until(({ text }) => text.includes('last'));
});

test('truncate ends after some bytes of the server', async () => {
  proxy.set({ fault: { kind: 'truncate', bytes: 8 }, at: { phase: 'headers' } });
  const { client, answer } = await reading();
  answer.write('0123456789');
  await client.until(({ over }) => over !== undefined);
  assert.equal(client.over, 'end');
  assert.match(client.text, /\r\n\r\na\r\n01234$/);
});

test('cross delivers the bytes of one connection into another, also or only', async () => {
  for (const how of ['copy', 'move'] as const) {
    const one = await reading('/one');
    const other = await reading('/other');
    const rule = proxy.set({
      fault: { kind: 'cross', how },
      at: { phase: 'message', text: 'cross' },
      path: '/one',
      times: 1,
    });
    one.answer.write('crossroads');
    await other.client.until(({ text }) => text.includes('roads'));
    one.answer.write('end');
    await one.client.until(({ text }) => text.includes('end'));
    assert.equal(one.client.text.includes('crossroads'), how === 'copy');
    rule.remove();
    one.client.socket.destroy();
    other.client.socket.destroy();
    await eventually(() => proxy.stats().open === 0);
  }
});

test('status, captive portal and headers', async () => {
  let rule = proxy.set({
    fault: { kind: 'status', code: 503, headers: { 'retry-after': '1' }, body: 'no' },
    path: '/a',
  });
  const refused = await fetch(new URL('/a', proxy.url));
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('retry-after'), '1');
  assert.equal(await refused.text(), 'no');
  assert.equal(requests, 0);
  rule.remove();

  rule = proxy.set({ fault: { kind: 'captive-portal' } });
  const portal = await fetch(proxy.url);
  assert.equal(portal.status, 200);
  assert.match(portal.headers.get('content-type') ?? '', /^text\/html/);
  rule.remove();

  rule = proxy.set({ fault: { kind: 'captive-portal', redirect: '/login' } });
  const redirected = await fetch(proxy.url);
  assert.equal(redirected.url, new URL('/login', proxy.url).href);
  rule.remove();

  rule = proxy.set({ fault: { kind: 'headers', set: { 'Content-Type': 'application/pdf', 'X-Kept': null } } });
  const changed = await fetch(proxy.url);
  assert.equal(changed.headers.get('content-type'), 'application/pdf');
  assert.equal(changed.headers.get('x-kept'), null);
  await changed.body?.cancel();
});

test('refuse stops listening on its port, and listens there again', async () => {
  const { client } = await reading();
  const rule = proxy.set({ fault: { kind: 'refuse' } });
  await proxy.settled();
  const refused = new Client();
  await refused.until(({ over }) => over !== undefined);
  assert.equal(refused.over, 'reset');
  assert.equal(client.over, undefined);
  rule.remove();
  await proxy.settled();
  await reading();
});

test('counts times and occurrences over all connections', async () => {
  const rule = proxy.set({ fault: { kind: 'reset' }, at: { phase: 'message', text: 'tick', nth: 2 }, times: 1 });
  const first = await reading();
  first.answer.write('tick');
  await first.client.until(({ text }) => text.includes('tick'));
  const second = await reading();
  second.answer.write('tick');
  await second.client.until(({ over }) => over !== undefined);
  assert.equal(rule.hits(), 1);
  first.answer.write('tick tock');
  await first.client.until(({ text }) => text.includes('tock'));
});

test('shows the certificate of another name, and resets below TLS', async () => {
  const tls = makeCertificates();
  const secure = new FaultProxy({ to: { port: (server.address() as AddressInfo).port }, tls });
  const { port } = await secure.listen();
  const open = (): TLSSocket =>
    connectTls({ port: Number(port), host: '127.0.0.1', ca: [tls.right.cert, tls.wrong.cert] });
  const first = open();
  await once(first, 'secureConnect');
  first.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const [bytes] = (await once(first, 'data')) as [Buffer];
  assert.match(bytes.toString(), /^HTTP\/1\.1 200 OK/);
  secure.set({ fault: { kind: 'reset' }, at: { phase: 'now' } });
  const [error] = (await once(first, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNRESET');

  secure.set({ fault: { kind: 'wrong-certificate' } });
  const [refused] = (await once(open(), 'error')) as [NodeJS.ErrnoException];
  assert.equal(refused.code, 'ERR_TLS_CERT_ALTNAME_INVALID');
  await eventually(() => secure.stats().open === 0);
  await secure.close();
});

test('finds a text that arrives in pieces, and counts no byte twice', () => {
  const marks = new TextMarks('aba');
  assert.deepEqual(
    ['xa', 'b', 'ab', 'aba', '', 'xxabaaba'].map((piece) => marks.ends(Buffer.from(piece))),
    [[], [], [1], [3], [], [5, 8]],
  );
});

test('wrong rules are refused with the name, what is expected and what was given', () => {
  const wrong = (rule: unknown): string => {
    try {
      proxy.set(rule as Rule);
    } catch (error) {
      if (error instanceof TypeError) return error.message;
    }
    return 'accepted';
  };
  assert.equal(wrong({ fault: { kind: 'latency', ms: -1 } }), 'fault.ms: expected milliseconds from 0, got -1');
  assert.match(wrong({ fault: { kind: 'lag' } }), /^fault\.kind: expected one of latency, .*, got 'lag'$/);
  assert.match(wrong({ fault: { kind: 'reset', ms: 1 } }), /^fault: 'ms' is unknown/);
  assert.match(wrong({ fault: { kind: 'reset' }, at: { phase: 'message', text: '' } }), /^at\.text: expected a text/);
  assert.match(wrong({ fault: { kind: 'reset' }, when: 'now' }), /^rule: 'when' is unknown/);
  assert.match(wrong({ fault: { kind: 'status', code: 99 } }), /^fault\.code: expected a whole number from 200 to 599/);
  assert.match(wrong({ fault: { kind: 'headers', set: { a: 'x\r\ny' } } }), /^fault\.set: expected/);
  assert.match(
    wrong({ fault: { kind: 'status', code: 500 }, at: { phase: 'now' } }),
    /^at: 'status' answers a request/,
  );
  assert.match(wrong({ fault: { kind: 'refuse' }, times: 1 }), /^fault: 'refuse' is for all connections/);
  assert.match(wrong({ fault: { kind: 'wrong-certificate' } }), /needs the option 'tls'/);
  assert.match(wrong(undefined), /^rule: expected an object, got undefined$/);
});

test('the control API', async () => {
  const control = await serveControl(proxy);
  const call = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<[number, { id: number; error: string; open: number }]> => {
    const response = await fetch(new URL(path, control.url), {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return [response.status, (await response.json()) as { id: number; error: string; open: number }];
  };
  const { client } = await reading();
  assert.equal((await call('GET', '/stats'))[1].open, 1);
  const [status, { id }] = await call('POST', '/faults', { fault: { kind: 'reset' }, at: { phase: 'now' } });
  assert.equal(status, 201);
  await client.until(({ over }) => over !== undefined);
  assert.equal((await call('DELETE', `/faults/${id}`))[0], 200);
  assert.equal((await call('DELETE', `/faults/${id}`))[0], 404);
  assert.deepEqual(await call('POST', '/faults', { fault: { kind: 'latency' } }), [
    400,
    { error: 'fault.ms: expected milliseconds from 0, got undefined' },
  ]);
  assert.equal((await call('DELETE', '/faults'))[0], 200);
  assert.equal((await call('PUT', '/faults'))[0], 404);
  await control.close();
});
