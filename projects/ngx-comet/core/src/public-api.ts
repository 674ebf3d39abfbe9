/**
 * The transports as cold Observables, with schedules, operators and connections; RxJS alone.
 *
 * @packageDocumentation
 */
export { connection } from './connection/connection';
export type { Connection, ReconnectOptions } from './connection/connection-handle';
export type { ConnectionOptions } from './connection/connection-options';
export type { RawMessage, Relay, RelayedConnection } from './connection/relay';
export { diagnoseCors } from './cors/diagnose-cors';
export type { CursorStore } from './cursors/cursor-store';
export { memoryCursor } from './cursors/memory-cursor';
export { storedCursor } from './cursors/stored-cursor';
export { bytes } from './decode/bytes';
export type { Decoder } from './decode/decoder';
export { json } from './decode/json';
export { text } from './decode/text';
export type { Framer, Framing, FramingOption } from './framing/framing';
export { frozen } from './gates/frozen';
export { hidden } from './gates/hidden';
export { online } from './gates/online';
export type { FailedRequest } from './http/failed-request';
export type { HttpOptions, RequestBody, RequestContext, RequestDefaults, RequestHeaders } from './http/http-options';
export { batchFrames } from './operators/batch-frames';
export { bounded, type BoundedBatch, type BoundedOptions } from './operators/bounded';
export { collectBy } from './operators/collect-by';
export { conflateBy } from './operators/conflate-by';
export type { FrameOptions } from './operators/framewise';
export { latest } from './operators/latest';
export { ofEvent } from './operators/of-event';
export { retryWithBackoff, type RetryWithBackoffOptions } from './operators/retry-with-backoff';
export { syncedWith } from './operators/synced-with';
export type { LoadCause, SyncedWithOptions } from './operators/synced-with-options';
export {
  toAsyncIterable,
  type StreamIterable,
  type StreamIterator,
  type ToAsyncIterableOptions,
} from './operators/to-async-iterable';
export { toStatus } from './operators/to-status';
export { validate, type ValidateOptions } from './operators/validate';
export { channels, type ChannelProtocol } from './peer/channels';
export type { PushPeer } from './peer/push-peer';
export { request, type RequestOptions } from './peer/request';
export { monotonicClock } from './platform/monotonic-clock';
export { timeLimit } from './platform/time-limit';
export type { WebSocketConstructor, WebSocketLike, WebSocketPayload } from './platform/websocket-like';
export type { Unsent } from './route/duplex-route';
export { checkDefaults } from './route/check-defaults';
export type { Route } from './route/route';
export type { RouteDefaults } from './route/route-defaults';
export type { StreamHost, StreamOptions } from './route/stream-host';
export { cappedAt } from './schedule/capped-at';
export { constant } from './schedule/constant';
export { decorrelatedJitter } from './schedule/decorrelated-jitter';
export { defaultRetry } from './schedule/default-retry';
export { equalJitter } from './schedule/equal-jitter';
export { exponential } from './schedule/exponential';
export { fullJitter } from './schedule/full-jitter';
export { honouringServer } from './schedule/honouring-server';
export { linear } from './schedule/linear';
export type { RetryModifier, RetrySchedule, Setback } from './schedule/retry-schedule';
export { schedule } from './schedule/schedule';
export { spreadFirst } from './schedule/spread-first';
export { steps } from './schedule/steps';
export { upTo } from './schedule/up-to';
export { whenTransient } from './schedule/when-transient';
export { within } from './schedule/within';
export type { Emissions, Observed, ObserveOption, Observing } from './session/observed';
export type { Observe, PushOptions, ResumeOptions } from './session/push-options';
export type { SequenceNumber } from './session/sequence-check';
export { httpStream$ } from './transports/http-stream/http-stream';
export type { HttpStreamOptions } from './transports/http-stream/http-stream-options';
export { viaHttpStream } from './transports/http-stream/via-http-stream';
export { jsonp$ } from './transports/jsonp/jsonp';
export type { JsonpOptions, JsonpTrustedTypePolicy } from './transports/jsonp/jsonp-options';
export type { JsonpPollingOptions } from './transports/jsonp/jsonp-polling-options';
export { viaJsonpPolling } from './transports/jsonp/via-jsonp-polling';
export { pollingStream$ } from './transports/polling/polling-stream';
export type { Poll, PollingStreamOptions, PollSource } from './transports/polling/polling-stream-options';
export { viaLongPolling } from './transports/polling/via-long-polling';
export { sse$ } from './transports/sse/sse';
export type { SseOptions } from './transports/sse/sse-options';
export { viaSse } from './transports/sse/via-sse';
export { viaWebSocket } from './transports/websocket/via-websocket';
export { websocket$ } from './transports/websocket/websocket';
export type { HeartbeatOptions, QueueOptions, WebSocketOptions } from './transports/websocket/websocket-options';
export type { UrlSource } from './url/url-source';
export type { Attempt } from './vocabulary/attempt';
export type { ConnectionStatus } from './vocabulary/connection-status';
export { isPushError } from './vocabulary/is-push-error';
export { PushError, type PushErrorCode, type PushErrorDetails } from './vocabulary/push-error';
export { pushEvent, type Continuity, type PauseReason, type PushEvent } from './vocabulary/push-event';
export type { PushLogger } from './vocabulary/push-logger';
export type { PushMessage } from './vocabulary/push-message';
export type { AnswerHeaders } from './session/plan';
export type { PollInterval } from './schedule/poll-pace';
export type { RawData, ResponseHead } from './vocabulary/transport';
export type { TransportName } from './vocabulary/transport-name';
