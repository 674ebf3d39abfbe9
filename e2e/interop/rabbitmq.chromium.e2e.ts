// RabbitMQ with STOMP over WebSockets. In one browser: it takes seconds to start.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { poll } from '../support/poll';
import { numbers, open, publish, receives } from './frame/cell';
import { matrix } from './frame/matrix';
import { accepts, freePort, makeHome, program, removeHome } from './frame/programs';
import type { Backend } from './frame/server';

const RABBITMQ = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const EPMD = '/usr/bin/epmd';

interface RabbitMq extends Backend {
  /** Sends a message of about 2 kB. */
  publishLarge(channel: string, n: number): Promise<void>;
}

/** Of streams it keeps little, in small segments: it deletes whole segments. */
const DEFINITIONS = {
  users: [{ name: 'guest', password: 'guest', tags: '' }],
  vhosts: [{ name: '/' }],
  permissions: [{ user: 'guest', vhost: '/', configure: '.*', write: '.*', read: '.*' }],
  policies: [
    {
      vhost: '/',
      name: 'small',
      pattern: '.*',
      'apply-to': 'queues',
      definition: { 'max-length-bytes': 20_000, 'stream-max-segment-size-bytes': 5_000 },
    },
  ],
};

const frame = (command: string, headers: Readonly<Record<string, string>>, body = ''): string =>
  `${command}\n${Object.entries(headers)
    .map(([name, value]) => `${name}:${value}\n`)
    .join('')}\n${body}\0`;

/** `undefined` if the broker refuses, as it does until it has loaded its users. */
async function connected(url: string): Promise<WebSocket | undefined> {
  const socket = new WebSocket(url);
  socket.onopen = () => {
    socket.send(frame('CONNECT', { 'accept-version': '1.2', login: 'guest', passcode: 'guest' }));
  };
  return new Promise((resolve) => {
    socket.onmessage = ({ data }) => {
      resolve(String(data).startsWith('CONNECTED') ? socket : undefined);
    };
    socket.onclose = () => {
      resolve(undefined);
    };
  });
}

/** A client that publishes, one message after the other, and awaits the receipt of each. */
async function publisher(url: string) {
  let socket: WebSocket | undefined;
  await poll(async () => (socket = await connected(url)), { timeout: 30_000 }).toBeDefined();
  const answers = new Map<string, () => void>();
  socket?.addEventListener('message', ({ data }) => {
    answers.get(/^receipt-id:(.*)$/m.exec(String(data))?.[1] ?? '')?.();
  });
  let receipts = 0;
  const ask = async (command: string, headers: Readonly<Record<string, string>>, body?: string): Promise<void> => {
    const receipt = String(++receipts);
    const received = new Promise<void>((resolve) => answers.set(receipt, resolve));
    const stream = { 'x-queue-type': 'stream', durable: 'true', 'auto-delete': 'false' };
    socket?.send(frame(command, { ...headers, receipt, ...stream }, body));
    await received;
  };
  return {
    send: (destination: string, body: string) => ask('SEND', { destination }, body),
    /** Two clients that declare a stream at the same time fail. */
    async declare(destination: string): Promise<void> {
      await ask('SUBSCRIBE', { destination, id: destination, ack: 'client-individual', 'prefetch-count': '1' });
      await ask('UNSUBSCRIBE', { id: destination });
    },
    close: () => {
      socket?.close();
    },
  };
}

async function start(): Promise<RabbitMq> {
  const home = makeHome('rabbitmq');
  const [port, names, distribution] = [await freePort(), await freePort(), await freePort()];
  // Its name server would outlive it if it started it itself.
  const nameServer = program(EPMD, ['-address', '127.0.0.1', '-port', String(names)]);
  await accepts(names);
  const definitions = join(home, 'definitions.json');
  writeFileSync(definitions, JSON.stringify(DEFINITIONS));
  writeFileSync(join(home, 'plugins'), '[rabbitmq_web_stomp].');
  writeFileSync(
    join(home, 'rabbitmq.conf'),
    `listeners.tcp = none
stomp.listeners.tcp = none
web_stomp.tcp.ip = 127.0.0.1
web_stomp.tcp.port = ${port}
load_definitions = ${definitions}
`,
  );
  const broker = program(RABBITMQ, [], {
    // When it is killed, Mnesia writes a dump here.
    cwd: home,
    env: {
      ...process.env,
      HOME: home,
      RABBITMQ_NODENAME: `interop-${port}@localhost`,
      RABBITMQ_MNESIA_BASE: join(home, 'data'),
      RABBITMQ_LOG_BASE: join(home, 'log'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'plugins'),
      RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq.conf'),
      RABBITMQ_CONF_ENV_FILE: '/dev/null',
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_EPMD_PORT: String(names),
    },
  });
  await accepts(port, 90_000);
  const client = await publisher(`ws://127.0.0.1:${port}/ws`);
  return {
    origin: `http://127.0.0.1:${port}`,
    prepare: (channel) => client.declare(`/queue/${channel}`),
    publish: (channel, n) => client.send(`/queue/${channel}`, JSON.stringify({ n })),
    publishLarge: (channel, n) => client.send(`/queue/${channel}`, JSON.stringify({ n }).padEnd(2_000)),
    stop: () => {
      client.close();
      broker.end();
      nameServer.end();
      removeHome(home);
    },
  };
}

matrix<RabbitMq>({
  name: 'RabbitMQ streams',
  programs: [RABBITMQ, EPMD],
  start,
  feeds: {
    'websocket, STOMP': {
      to: ({ ws, channel }) => ({
        recipe: 'stomp stream',
        url: `${ws}/ws`,
        given: { more: { destination: `/queue/${channel}` } },
      }),
      questions: { order: true, resume: { history: 'kept', says: 'resumed' }, 'other origin': true },
      traps: {
        'messages that the server no longer has are a gap': async (cell) => {
          const feed = await open(cell);
          await publish(cell, 1, 3);
          await receives(feed, [1, 2, 3]);
          cell.proxy.cut('refuse');
          for (const n of numbers(4, 60)) await cell.server.publishLarge(cell.place.channel, n);
          cell.proxy.cut('accept');
          await poll(async () => (await feed.numbers()).at(-1)).toBe(60);
          const seen = await feed.seen();
          expect(seen.opened.at(-1)).toBe('gap');
          const after = seen.numbers.slice(3);
          expect(after[0]).toBeGreaterThan(4);
          expect(after).toEqual(numbers(61 - after.length, 60));
        },
      },
    },
  },
});
