// Serves the feeds of the namespace tests until it is ended: node namespace-server.mjs HOST EVERY FEED …
import { createPushServer } from '../../projects/push-server/src/server.ts';

const [host, every, ...feeds] = process.argv.slice(2);
const server = createPushServer({ host, tickEvery: 0, buffer: 10_000 });
const { port } = await server.listen();
setInterval(() => {
  for (const feed of feeds) server.hub.publish(feed, null);
}, Number(every));
console.log(port);
