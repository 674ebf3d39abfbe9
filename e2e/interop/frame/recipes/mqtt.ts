// MQTT 3.1.1 over WebSockets (OASIS MQTT 3.1.1, section 6), with the packets of mqtt-packet.
import { Buffer } from 'buffer';
import { generate, parser, type Packet } from 'mqtt-packet';
import { connection, viaWebSocket, type PushEvent } from 'ngx-comet/core';
import { tap, type Observable } from 'rxjs';
import { afterHandshake } from '../../../../projects/ngx-comet/recipes/after-handshake';
import { ofSocket } from './factories';
import type { Recipe } from './recipe';

type Message = { readonly connected: true } | { readonly n: number };

/** The packet of a frame. mosquitto sends one in each. */
function packetOf(raw: string | Uint8Array): Packet {
  const packets: Packet[] = [];
  const reading = parser();
  reading.on('packet', (packet) => packets.push(packet));
  reading.parse(Buffer.from(raw as Uint8Array));
  const [packet] = packets;
  if (packet === undefined || packets.length > 1) throw new Error(`${packets.length} packets in a frame`);
  return packet;
}

function messageOf(raw: string | Uint8Array): Message {
  const packet = packetOf(raw);
  if (packet.cmd === 'connack' && packet.returnCode === 0) return { connected: true };
  if (packet.cmd === 'publish') return JSON.parse(packet.payload.toString()) as Message;
  throw new Error(`unexpected ${packet.cmd}`);
}

/** A session that the broker keeps, with one subscription of QoS 1, which is acknowledged here. */
function mqttFeed(
  url: string,
  { more = {} }: Parameters<Recipe>[1],
  route: ReturnType<typeof ofSocket>,
): Observable<PushEvent<Message>> {
  const { topic = '', clientId = topic } = more;
  const peer = connection<Message, Packet>(
    [
      viaWebSocket<Message, Packet>(url, {
        ...route,
        outgoing: undefined,
        protocols: 'mqtt',
        decode: messageOf,
        encode: (packet) => new Uint8Array(generate(packet)),
        control: (raw, reply) => {
          const packet = packetOf(raw);
          if (packet.cmd === 'publish' && packet.messageId !== undefined) {
            reply({ cmd: 'puback', messageId: packet.messageId });
          }
          return packet.cmd === 'suback';
        },
      }),
    ],
    { retry: () => 20, sequence: ({ data }) => ('n' in data ? data.n : undefined) },
  );
  const session = afterHandshake(peer, {
    greeting: (): Packet => ({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId,
      clean: false,
      keepalive: 30,
    }),
    isAnswer: (data) => 'connected' in data,
  });
  return session.events$.pipe(
    tap((event) => {
      if (event.kind === 'open' && event.continuity === 'first') {
        session.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] });
      }
    }),
  );
}

export const mqtt = {
  mqtt: (url, given, context) => mqttFeed(url, given, ofSocket(given, context)),
} as const satisfies Readonly<Record<string, Recipe>>;
