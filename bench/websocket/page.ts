// The contestants, each used as in its README.
import { Centrifuge } from 'centrifuge';
import { json, text, websocket$, type WebSocketOptions } from 'ngx-comet/core';
import PartySocket from 'partysocket/ws';
import ReconnectingWebSocket from 'reconnecting-websocket';
import { webSocket } from 'rxjs/webSocket';
import { offer, type Contestant } from '../support/contest.ts';

/** The URL of the socket, which is the name of the feed. */
function socketUrl(feed: string): string {
  const { pathname, search } = new URL(feed);
  return decodeURIComponent(pathname.slice('/feeds/'.length)) + search;
}

function native(url: string, onText: (text: string) => void): () => void {
  const socket = new WebSocket(url);
  socket.onmessage = ({ data }) => {
    onText(data as string);
  };
  return () => {
    socket.close();
  };
}

function ours(options: WebSocketOptions<unknown>): Contestant {
  return (feed, message) => {
    const subscription = websocket$<unknown>(socketUrl(feed), options).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  };
}

/** The members of a WebSocket that the page uses. */
interface SocketLike {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  close(): void;
}

function lookalike(Socket: new (url: string) => SocketLike): Contestant {
  return (feed, message) => {
    const socket = new Socket(socketUrl(feed));
    socket.onmessage = ({ data }) => {
      message(JSON.parse(data));
    };
    return () => {
      socket.close();
    };
  };
}

offer({
  'native onmessage': (feed, message) => native(socketUrl(feed), message),
  'native + JSON.parse': (feed, message) =>
    native(socketUrl(feed), (data) => {
      message(JSON.parse(data));
    }),
  'native + split + JSON.parse': (feed, message) =>
    native(socketUrl(feed), (data) => {
      for (const line of data.split('\n')) if (line !== '') message(JSON.parse(line));
    }),
  'websocket$, text()': ours({ decode: text() }),
  'websocket$, json()': ours({ decode: json() }),
  'websocket$, lines, json()': ours({ framing: 'lines', decode: json() }),
  'rxjs webSocket': (feed, message) => {
    const subscription = webSocket<unknown>(socketUrl(feed)).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  },
  'reconnecting-websocket': lookalike(ReconnectingWebSocket),
  partysocket: lookalike(PartySocket),
  centrifuge: (feed, message) => {
    const centrifuge = new Centrifuge(socketUrl(feed));
    centrifuge.on('publication', ({ data }) => {
      message(data);
    });
    centrifuge.connect();
    return () => {
      centrifuge.disconnect();
    };
  },
});
