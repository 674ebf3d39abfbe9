/**
 * The five transports as cold Observables, with schedules, operators and connections; RxJS alone.
 *
 * @packageDocumentation
 */
export type { Attempt } from './vocabulary/attempt';
export type { BoundedBatch } from './operators/bounded-batch';
export type { BoundedOptions } from './operators/bounded-options';
export { channels } from './peer/channels';
export { connection } from './connection/connection';
export type { Connection, RequestOptions } from './connection/connection-handle';
export type { ChannelProtocol, ConnectionOptions } from './connection/connection-options';
export type { ConnectionStatus } from './vocabulary/connection-status';
export { diagnoseCors } from './cors/diagnose-cors';
export type { CursorStore } from './cursors/cursor-store';
export { memoryCursor } from './cursors/memory-cursor';
export { storedCursor } from './cursors/stored-cursor';
export type { Decoder } from './decode/decoder';
export { bytes } from './decode/bytes';
export { json } from './decode/json';
export { text } from './decode/text';
export type { FailedRequest } from './http/failed-request';
export type { FrameOptions } from './operators/frame-options';
export type { Framer, Framing, FramingOption } from './framing/framing';
export type { HttpOptions } from './http/http-options';
export { httpStream$ } from './transports/http-stream/http-stream';
export type { HttpStreamOptions } from './transports/http-stream/http-stream-options';
export { isPushError } from './vocabulary/is-push-error';
export { jsonp$ } from './transports/jsonp/jsonp';
export type { JsonpOptions, JsonpTrustedTypePolicy } from './transports/jsonp/jsonp-options';
export { batchFrames } from './operators/batch-frames';
export { bounded } from './operators/bounded';
export { collectBy } from './operators/collect-by';
export { conflateBy } from './operators/conflate-by';
export { frozen } from './gates/frozen';
export { hidden } from './gates/hidden';
export { latest } from './operators/latest';
export { ofEvent } from './operators/of-event';
export { online } from './gates/online';
export { retryWithBackoff, type RetryWithBackoffOptions } from './operators/retry-with-backoff';
export { toStatus } from './operators/to-status';
export { validate } from './operators/validate';
export { pollingStream$ } from './transports/polling/polling-stream';
export type { Poll, PollingStreamOptions, PollSource } from './transports/polling/polling-stream-options';
export { PushError, type PushErrorCode, type PushErrorDetails } from './vocabulary/push-error';
export type { Continuity, PauseReason, PushEvent } from './vocabulary/push-event';
export type { PushLogger } from './vocabulary/push-logger';
export type { PushMessage } from './vocabulary/push-message';
export type { Observe, PushOptions, ResumeOptions } from './session/push-options';
export type { PushPeer } from './peer/push-peer';
export { request } from './peer/request';
export type { RetryModifier } from './schedule/retry-modifier';
export type { RetrySchedule, Setback } from './schedule/retry-schedule';
export { cappedAt } from './schedule/capped-at';
export { constant } from './schedule/constant';
export { decorrelatedJitter } from './schedule/decorrelated-jitter';
export { defaultRetry } from './schedule/default-retry';
export { equalJitter } from './schedule/equal-jitter';
export { exponential } from './schedule/exponential';
export { fullJitter } from './schedule/full-jitter';
export { honouringServer } from './schedule/honouring-server';
export { linear } from './schedule/linear';
export { schedule } from './schedule/schedule';
export { spreadFirst } from './schedule/spread-first';
export { steps } from './schedule/steps';
export { upTo } from './schedule/up-to';
export { whenTransient } from './schedule/when-transient';
export { within } from './schedule/within';
export type { RouteDefaults } from './route/route-defaults';
export { sse$ } from './transports/sse/sse';
export type { SseOptions } from './transports/sse/sse-options';
export type { RawData } from './vocabulary/transport';
export type { TransportName } from './vocabulary/transport-name';
export type { UrlSource } from './url/url-source';
export type { ValidateOptions } from './operators/validate-options';
export type { WebSocketConstructor, WebSocketLike, WebSocketPayload } from './platform/websocket-like';
export { websocket$ } from './transports/websocket/websocket';
export type {
  HeartbeatOptions,
  QueueOptions,
  Unsent,
  WebSocketOptions,
} from './transports/websocket/websocket-options';
export type { Route } from './route/route';
export { viaHttpStream } from './transports/http-stream/via-http-stream';
export { viaJsonpPolling, type JsonpPollingOptions } from './transports/jsonp/via-jsonp-polling';
export { viaLongPolling } from './transports/polling/via-long-polling';
export { viaSse } from './transports/sse/via-sse';
export { viaWebSocket } from './transports/websocket/via-websocket';
