// The contestants for a hundred messages per frame.
import { json, text, websocket$, type WebSocketOptions } from 'ngx-comet/core';
import { parsing, type Contestant } from '../support/contest.ts';
import { socketUrl } from './socket-url.ts';

export type Reader = (url: string, message: (text: string) => void) => () => void;

/** The members of a WebSocket that the page uses. */
interface SocketLike {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  close(): void;
}

export const lookalike =
  (Socket: new (url: string) => SocketLike): Reader =>
  (feed, message) => {
    const socket = new Socket(socketUrl(feed));
    socket.onmessage = ({ data }) => {
      message(data);
    };
    return () => {
      socket.close();
    };
  };

export const ours =
  (options: WebSocketOptions<unknown>): Contestant =>
  (feed, message) => {
    const subscription = websocket$<unknown>(socketUrl(feed), options).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  };

/** `indexOf` and a slice: a frame ends with a whole line. */
const scanning: Reader = (feed, message) =>
  lookalike(WebSocket)(feed, (data) => {
    let start = 0;
    for (let end = data.indexOf('\n'); end >= 0; end = data.indexOf('\n', start)) {
      message(data.slice(start, end));
      start = end + 1;
    }
  });

const splitting: Reader = (feed, message) =>
  lookalike(WebSocket)(feed, (data) => {
    for (const line of data.split('\n')) if (line !== '') message(line);
  });

export const FULL_FRAMES: Readonly<Record<string, Contestant>> = {
  'native + indexOf': scanning,
  'native + split': splitting,
  'native + indexOf + JSON.parse': parsing(scanning),
  'native + split + JSON.parse': parsing(splitting),
  'websocket$, lines, text()': ours({ framing: 'lines', decode: text() }),
  'websocket$, lines, json()': ours({ framing: 'lines', decode: json() }),
};
