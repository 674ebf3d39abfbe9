/** What an application imports to do one thing. */
export interface Import {
  readonly name: string;
  /** The package whose version is printed. */
  readonly from: string;
  /** The module that the application would write. */
  readonly code: string;
}

const core = (name: string, names: string): Import => ({
  name,
  from: 'ngx-comet',
  code: `export { ${names} } from 'ngx-comet/core';`,
});

/** This package, as a production build has it. */
export const OURS: readonly Import[] = [
  core('sse$', 'sse$'),
  core('httpStream$', 'httpStream$'),
  core('websocket$', 'websocket$'),
  core('pollingStream$', 'pollingStream$'),
  core('jsonp$', 'jsonp$'),
  core('connection, three routes', 'connection, viaWebSocket, viaSse, viaLongPolling'),
  core('connection, five routes', 'connection, viaWebSocket, viaSse, viaHttpStream, viaLongPolling, viaJsonpPolling'),
  { name: 'all of core', from: 'ngx-comet', code: `export * from 'ngx-comet/core';` },
  {
    name: 'sse$ and shareAcrossTabs',
    from: 'ngx-comet',
    code: `export { sse$ } from 'ngx-comet/core'; export { shareAcrossTabs } from 'ngx-comet/tabs';`,
  },
  {
    name: 'connectionAcrossTabs, three routes',
    from: 'ngx-comet',
    code: `export { connection, viaWebSocket, viaSse, viaLongPolling } from 'ngx-comet/core';
      export { connectionAcrossTabs } from 'ngx-comet/tabs';`,
  },
  { name: 'injectPush(sse$)', from: 'ngx-comet', code: `export { injectPush, providePush, sse$ } from 'ngx-comet';` },
  { name: 'PushService', from: 'ngx-comet', code: `export { providePush, PushService } from 'ngx-comet';` },
];

const peer = (from: string, names: string, path = from): Import => ({
  name: path,
  from,
  code: `export { ${names} } from '${path}';`,
});

/** Each peer with the one name that its README begins with. */
export const PEERS: readonly Import[] = [
  peer('@microsoft/fetch-event-source', 'fetchEventSource'),
  peer('ngx-sse-client', 'SseClient'),
  peer('eventsource-parser', 'createParser'),
  peer('eventsource', 'EventSource'),
  peer('eventsource-client', 'createEventSource'),
  peer('event-source-polyfill', 'EventSourcePolyfill'),
  peer('partysocket', 'default', 'partysocket/ws'),
  peer('reconnecting-websocket', 'default'),
  peer('graphql-ws', 'createClient'),
  peer('@stomp/rx-stomp', 'RxStomp'),
  peer('engine.io-client', 'Socket'),
  peer('socket.io-client', 'io'),
  peer('@microsoft/signalr', 'HubConnectionBuilder'),
  peer('centrifuge', 'Centrifuge'),
];
