// Lines with a mistake, and all that a compiler says about each.

const NO_OVERLOAD = ['No overload matches this call.', '  The last overload gave the following error.'];

/** For a program without the library for browsers. */
export const MISTAKES = {
  prelude:
    "import { connection, httpStream$, jsonp$, pollingStream$, sse$, viaSse, websocket$ } from 'ngx-comet/core';",
  lines: {
    "sse$<number>('/x', { retires: 3 });": ofFactory('SseOptions<number>'),
    "sse$('/x', { retires: 3 });": ofFactory('SseOptions<unknown>'),
    "sse$<number>('/x', { retires: 3, observe: 'messages' });": ofFactory('SseOptions<number>'),
    "sse$<number, 'data'>('/x', { retires: 3, observe: 'data' });": [unknown('SseOptions<number> & Observing<"data">')],
    "httpStream$<number>('/x', { retires: 3 });": ofFactory('HttpStreamOptions<number>'),
    "pollingStream$<number>('/x', { retires: 3 });": ofFactory('PollingStreamOptions<number>'),
    "jsonp$<number>('/x', { retires: 3 });": ofFactory('JsonpOptions<number>'),
    "websocket$<number>('/x', { retires: 3 });": ofFactory('WebSocketOptions<number, unknown>'),
    "websocket$<number, string>('/x', { retires: 3 });": ofFactory('WebSocketOptions<number, string>'),
    "sse$<number>('/x', { observe: 'message' });": [
      ...NO_OVERLOAD,
      "    Type '\"message\"' is not assignable to type 'Observe | undefined'. Did you mean '\"messages\"'?",
    ],
    "sse$<number>('/x', { stableAfter: '5s' });": [
      ...NO_OVERLOAD,
      "    Type 'string' is not assignable to type 'number'.",
    ],
    "viaSse<number>('/x', { retires: 3 });": [unknown('SseOptions<number>')],
    "connection([viaSse<number>('/x')], { retires: 3 });": [unknown('ConnectionOptions<number, unknown>')],
  },
};

/** For a program with that library, and with Angular. */
export const ANGULAR_MISTAKES = {
  prelude: "import { viaSse, type PushService } from 'ngx-comet'; declare const push: PushService;",
  lines: {
    "push.sse$<number>('/x', { retires: 3 });": ofFactory('SseOptions<number>'),
    "push.websocket$<number>('/x', { retires: 3 });": ofFactory('WebSocketOptions<number, unknown>'),
    "push.connect([viaSse<number>('/x')], { retires: 3 });": [unknown('ConnectOptions<number, unknown>')],
  },
};

// Where the type of the messages is written, TypeScript infers no other type argument, so what is emitted needs
// overloads. Their error has this head, and only the last one is shown if at least four failed.
function ofFactory(/** @type {string} */ options) {
  return [...NO_OVERLOAD, `    ${unknown(`${options} & ObserveOption<Observe>`)}`];
}

function unknown(/** @type {string} */ type) {
  return `Object literal may only specify known properties, and 'retires' does not exist in type '${type}'.`;
}
