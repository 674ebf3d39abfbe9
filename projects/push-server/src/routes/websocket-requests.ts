import { isFeedName } from '../checks.ts';
import { follow, type Follower } from '../follow.ts';
import { parseJson } from '../json.ts';
import { BadRequest, Refusal } from '../refusal.ts';
import type { Exchange } from './feed-route.ts';

interface ClientRequest {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly value?: unknown;
  readonly channel?: unknown;
  readonly cursor?: unknown;
}

/** Sends a message of a channel. `named` is its JSON up to the message's own properties. True = send more. */
type SendNamed = (named: string, json: string, resume: () => void) => boolean;

/** The further feeds of one WebSocket. */
export class Channels {
  readonly #exchange: Exchange;
  readonly #send: SendNamed;
  readonly #followers = new Map<string, Follower>();

  constructor(exchange: Exchange, send: SendNamed) {
    this.#exchange = exchange;
    this.#send = send;
  }

  subscribe(channel: string, cursor: string | undefined): void {
    if (this.#followers.has(channel)) return;
    const { hub, limits, startIn } = this.#exchange;
    if (this.#followers.size >= limits.channels)
      throw new Refusal(429, `limits.channels: a WebSocket has ${limits.channels} at most`);
    const named = `{"channel":${JSON.stringify(channel)},`;
    const feed = hub.feed(channel);
    const start = startIn(feed, cursor);
    const follower = follow(feed, start.position, (message) =>
      this.#send(named, start.encode(message), () => follower.resume()),
    );
    this.#followers.set(channel, follower);
  }

  unsubscribe(channel: string): void {
    this.#followers.get(channel)?.stop();
    this.#followers.delete(channel);
  }

  stop(): void {
    for (const follower of this.#followers.values()) follower.stop();
  }
}

/** Does what a text frame asks for, and returns the reply, if it has one. Throws a `Refusal` for what cannot be done. */
export function answerTo(text: string, { hub, feed, limits }: Exchange, channels: Channels): unknown {
  const request = parseJson(text, limits.depth);
  const { type, id, value, channel, cursor }: ClientRequest =
    typeof request === 'object' && request !== null ? request : {};
  switch (type) {
    case 'publish':
      if (value === undefined) throw new BadRequest('publish: expected a value');
      hub.publish(feed.name, value);
      return undefined;
    case 'ping':
      return { type: 'pong' };
    case 'echo':
      return { type: 'echo', id, value };
    case 'subscribe':
      return channels.subscribe(checkedChannel(type, channel), textOf(cursor));
    case 'unsubscribe':
      return channels.unsubscribe(checkedChannel(type, channel));
    default:
      throw new BadRequest('expected JSON with a known type');
  }
}

function checkedChannel(type: string, channel: unknown): string {
  if (!isFeedName(channel)) throw new BadRequest(`${type}: expected a channel name`);
  return channel;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
