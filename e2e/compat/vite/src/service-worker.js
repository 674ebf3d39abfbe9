import { lines } from './feed.js';

self.addEventListener('message', (event) => {
  // A service worker may be stopped once its events are done, so this one lasts as long as the feed.
  event.waitUntil(new Promise(() => lines((line) => event.source.postMessage(line))));
});
