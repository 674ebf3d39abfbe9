// The contestants, each used as in its README.
import { json, text, websocket$, type WebSocketOptions } from 'ngx-comet/core';
import PartySocket from 'partysocket/ws';
import ReconnectingWebSocket from 'reconnecting-websocket';
import { webSocket } from 'rxjs/webSocket';
import { offer, parsing, type Contestant } from '../support/contest.ts';
import { centrifuge, graphqlWs, rxStomp, signalr, socketIo } from './page-protocols.ts';
import { socketUrl } from './socket-url.ts';

type Reader = (url: string, message: (text: string) => void) => () => void;

/** The members of a WebSocket that the page uses. */
interface SocketLike {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  close(): void;
}

const lookalike =
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

const ours =
  (options: WebSocketOptions<unknown>): Contestant =>
  (feed, message) => {
    const subscription = websocket$<unknown>(socketUrl(feed), options).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  };

const native = lookalike(WebSocket);

/** `indexOf` and a slice: a frame ends with a whole line. */
const nativeScan: Reader = (feed, message) =>
  native(feed, (data) => {
    let start = 0;
    for (let end = data.indexOf('\n'); end >= 0; end = data.indexOf('\n', start)) {
      message(data.slice(start, end));
      start = end + 1;
    }
  });

const nativeSplit: Reader = (feed, message) =>
  native(feed, (data) => {
    for (const line of data.split('\n')) if (line !== '') message(line);
  });

const rxjsWebSocket =
  (deserializer?: (event: MessageEvent<string>) => unknown): Contestant =>
  (feed, message) => {
    const url = socketUrl(feed);
    const subscription = webSocket<unknown>(deserializer === undefined ? url : { url, deserializer }).subscribe(
      message,
    );
    return () => {
      subscription.unsubscribe();
    };
  };

offer({
  'native onmessage': native,
  'native + JSON.parse': parsing(native),
  'native + indexOf': nativeScan,
  'native + split': nativeSplit,
  'native + indexOf + JSON.parse': parsing(nativeScan),
  'native + split + JSON.parse': parsing(nativeSplit),
  'websocket$, text()': ours({ decode: text() }),
  'websocket$, json()': ours({ decode: json() }),
  'websocket$, lines, text()': ours({ framing: 'lines', decode: text() }),
  'websocket$, lines, json()': ours({ framing: 'lines', decode: json() }),
  'rxjs webSocket, as text': rxjsWebSocket(({ data }) => data),
  'rxjs webSocket': rxjsWebSocket(),
  'reconnecting-websocket': lookalike(ReconnectingWebSocket),
  'reconnecting-websocket + JSON.parse': parsing(lookalike(ReconnectingWebSocket)),
  partysocket: lookalike(PartySocket),
  'partysocket + JSON.parse': parsing(lookalike(PartySocket)),
  centrifuge,
  'socket.io-client': socketIo,
  '@microsoft/signalr': signalr,
  '@stomp/rx-stomp + JSON.parse': rxStomp,
  'graphql-ws': graphqlWs,
});
