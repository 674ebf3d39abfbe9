const { TestEnvironment } = require('jest-environment-jsdom');

/**
 * jsdom has no fetch and no streams. This adds Node's own, so that a spec can send a real request to a real server.
 * `Uint8Array` and `ArrayBuffer` are added too, or `instanceof` would be false for the chunks of Node's fetch.
 */
const LENT = [
  'AbortController',
  'AbortSignal',
  'ArrayBuffer',
  'Blob',
  'BroadcastChannel',
  'CompressionStream',
  'DecompressionStream',
  'DOMException',
  'FormData',
  'Headers',
  'MessageChannel',
  'MessagePort',
  'ReadableStream',
  'Request',
  'Response',
  'TextDecoder',
  'TextDecoderStream',
  'TextEncoder',
  'TextEncoderStream',
  'TransformStream',
  'Uint8Array',
  'WritableStream',
  'fetch',
  'structuredClone',
];

module.exports = class BrowserLikeEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of LENT) {
      Object.defineProperty(this.global, name, { value: globalThis[name], configurable: true, writable: true });
    }
  }
};
