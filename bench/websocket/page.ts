// The contestants, each used as in its README.
import { json, text } from 'ngx-comet/core';
import PartySocket from 'partysocket/ws';
import ReconnectingWebSocket from 'reconnecting-websocket';
import { webSocket } from 'rxjs/webSocket';
import { offer, parsing, type Contestant } from '../support/contest.ts';
import { FULL_FRAMES, lookalike, ours } from './contestants.ts';
import { centrifuge, graphqlWs, rxStomp, signalr, socketIo } from './page-protocols.ts';
import { socketUrl } from './socket-url.ts';

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
  ...FULL_FRAMES,
  'native onmessage': lookalike(WebSocket),
  'native + JSON.parse': parsing(lookalike(WebSocket)),
  'websocket$, text()': ours({ decode: text() }),
  'websocket$, json()': ours({ decode: json() }),
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
