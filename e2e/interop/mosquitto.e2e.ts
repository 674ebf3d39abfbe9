import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { generate, parser, type Packet } from 'mqtt-packet';
import { matrix } from './frame/matrix';
import { accepts, freePort, makeHome, program, removeHome } from './frame/programs';
import type { Backend } from './frame/server';

const MOSQUITTO = '/usr/sbin/mosquitto';

interface Mosquitto extends Backend {
  /** Connects with the id of another client: the broker ends the other connection. */
  takeOver(clientId: string): Promise<void>;
}

/** A client over TCP. */
class Client {
  readonly #socket: Socket;
  readonly #answers = new Map<string, (packet: Packet) => void>();

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    const reading = parser();
    reading.on('packet', (packet) => this.#answers.get(packet.cmd)?.(packet));
    this.#socket.on('data', (bytes) => reading.parse(bytes));
  }

  /** Resolves with the answer of the broker. */
  async ask(packet: Packet, answer: Packet['cmd']): Promise<void> {
    const answered = new Promise((resolve) => this.#answers.set(answer, resolve));
    this.#socket.write(generate(packet));
    await answered;
  }

  connect(clientId: string): Promise<void> {
    return this.ask(
      { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clientId, clean: false, keepalive: 30 },
      'connack',
    );
  }

  end(): void {
    this.#socket.destroy();
  }
}

async function start(): Promise<Mosquitto> {
  const [port, sockets] = [await freePort(), await freePort()];
  const home = makeHome('mosquitto');
  const conf = join(home, 'mosquitto.conf');
  // Its listeners for WebSockets listen on all addresses without socket_domain.
  writeFileSync(
    conf,
    `allow_anonymous true\npersistence false\nlog_dest none\n${process.getuid?.() === 0 ? 'user root\n' : ''}` +
      `listener ${port} 127.0.0.1\nlistener ${sockets} 127.0.0.1\nsocket_domain ipv4\nprotocol websockets\n`,
  );
  const broker = program(MOSQUITTO, ['-c', conf]);
  await Promise.all([accepts(port), accepts(sockets)]);
  const publisher = new Client(port);
  await publisher.connect('publisher');
  return {
    origin: `http://127.0.0.1:${sockets}`,
    publish: (channel, n) =>
      publisher.ask(
        {
          cmd: 'publish',
          topic: channel,
          payload: JSON.stringify({ n }),
          qos: 1,
          messageId: n,
          dup: false,
          retain: false,
        },
        'puback',
      ),
    async takeOver(clientId) {
      const other = new Client(port);
      await other.connect(clientId);
      other.end();
    },
    stop: () => {
      publisher.end();
      broker.end();
      removeHome(home);
    },
  };
}

matrix<Mosquitto>({
  name: 'mosquitto',
  programs: [MOSQUITTO],
  start,
  feeds: {
    'websocket, MQTT 3.1.1': {
      to: ({ ws, channel }) => ({ recipe: 'mqtt', url: ws, given: { more: { topic: channel } } }),
      questions: {
        order: true,
        resume: { history: 'kept', says: 'resumed' },
        'end by the server': {
          act: (server, channel) => server.takeOver(channel),
          reported: { lost: { transient: true } },
        },
        refusal: {
          to: ({ ws }) => ({ recipe: 'websocket', url: ws, given: { options: { protocols: 'chess' } } }),
          error: { code: 'network', transient: true, closeCode: 1006 },
        },
        'other origin': true,
      },
    },
  },
});
