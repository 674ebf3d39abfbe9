import type { FeedRoute } from './feed-route.ts';
import { httpStream } from './http-stream.ts';
import { jsonp } from './jsonp.ts';
import { longPolling } from './long-polling.ts';
import { polling } from './polling.ts';
import { sse } from './sse.ts';
import { websocket } from './websocket.ts';

/** All protocols of this server. For another one, add a file beside these and its name here. */
export const FEED_ROUTES: readonly FeedRoute[] = [polling, longPolling, httpStream, sse, websocket, jsonp];
