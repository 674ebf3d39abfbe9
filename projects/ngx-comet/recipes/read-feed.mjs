// node read-feed.mjs URL [COUNT]: prints COUNT messages (default 10) of a feed of server-sent events, each as a line of
// JSON, and ends. Losses and gaps are reported to the standard error output.
import { sse$, toAsyncIterable } from 'ngx-comet/core';

const [url, count = '10'] = process.argv.slice(2);
let left = Number(count);

try {
  // Every loop has a connection of its own, which opens here.
  for await (const event of toAsyncIterable(sse$(url, { observe: 'events' }))) {
    if (event.kind === 'lost') console.error(`lost: ${event.error.message}`);
    if (event.kind === 'open' && event.continuity === 'gap') console.error('gap: messages are missing');
    if (event.kind !== 'message') continue;
    console.log(JSON.stringify(event.message.data));
    // Leaving the loop hangs up. Then nothing keeps Node running.
    if (--left === 0) break;
  }
} catch (error) {
  // The server refused, or more than 1,000 events waited for the loop.
  console.error(String(error));
  process.exitCode = 1;
}
