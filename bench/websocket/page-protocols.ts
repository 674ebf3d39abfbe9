// Libraries with a protocol of their own, each used as in its README. They parse the JSON themselves, except STOMP.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { RxStomp, RxStompConfig } from '@stomp/rx-stomp';
import { Centrifuge } from 'centrifuge';
import { createClient } from 'graphql-ws';
import { io } from 'socket.io-client';
import type { Contestant } from '../support/contest.ts';
import { socketUrl } from './socket-url.ts';

export const centrifuge: Contestant = (feed, message) => {
  const client = new Centrifuge(socketUrl(feed));
  client.on('publication', ({ data }) => {
    message(data);
  });
  client.connect();
  return () => {
    client.disconnect();
  };
};

export const socketIo: Contestant = (feed, message) => {
  const { origin, pathname, searchParams } = new URL(socketUrl(feed));
  const socket = io(origin, {
    path: pathname,
    query: Object.fromEntries(searchParams),
    transports: ['websocket'],
    forceNew: true,
  });
  socket.on('message', message);
  return () => {
    socket.disconnect();
  };
};

export const signalr: Contestant = (feed, message) => {
  const connection = new HubConnectionBuilder()
    .withUrl(socketUrl(feed), { transport: HttpTransportType.WebSockets, skipNegotiation: true })
    .configureLogging(LogLevel.Warning)
    .build();
  connection.on('message', message);
  void connection.start();
  return () => void connection.stop();
};

export const rxStomp: Contestant = (feed, message) => {
  const client = new RxStomp();
  client.configure(Object.assign(new RxStompConfig(), { brokerURL: socketUrl(feed) }));
  client.activate();
  const subscription = client.watch({ destination: '/feed' }).subscribe(({ body }) => {
    message(JSON.parse(body));
  });
  return () => {
    subscription.unsubscribe();
    void client.deactivate();
  };
};

export const graphqlWs: Contestant = (feed, message) => {
  const client = createClient({ url: socketUrl(feed), generateID: () => '1' });
  client.subscribe<{ quote: unknown }>(
    { query: 'subscription { quote { n symbol price } }' },
    {
      next: ({ data }) => {
        message(data?.quote);
      },
      error: (error) => {
        throw error;
      },
      complete: () => undefined,
    },
  );
  return () => void client.dispose();
};
