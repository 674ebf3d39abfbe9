import type { FeedRoute } from './feed-route.ts';
import { jsonp } from './jsonp.ts';
import { longPoll } from './long-poll.ts';
import { poll } from './poll.ts';
import { sse } from './sse.ts';
import { stream } from './stream.ts';
import { ws } from './ws.ts';

/** Every protocol this server speaks; another one is a file beside these and a word here. */
export const FEED_ROUTES: readonly FeedRoute[] = [poll, longPoll, stream, sse, ws, jsonp];
