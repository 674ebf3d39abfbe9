import type { BoundedFramer, FramerFactory } from '../../framing/bounded-framer';
import { isPushError } from '../../vocabulary/is-push-error';
import type { AttemptSink, RawData } from '../../vocabulary/transport';
import type { SseListener } from '../../framing/sse-parser';
import { webSocketFailure } from './websocket-failure';
import { shorten } from '../../platform/shorten';

export interface FrameReaderConfig {
  readonly framing: FramerFactory | undefined;
  /** Characters of text, bytes of anything else. */
  readonly maxMessageSize: number;
}

/** The most bytes that may wait to be read, as a multiple of `maxMessageSize`. */
const BLOBS_AHEAD = 4;
/** The most frames that may wait to be read. */
const FRAMES_AHEAD = 100_000;

/** Takes the frames of one socket that are several messages, or are not text, and delivers their messages in order. */
export class FrameReader {
  /** True while no frame waits: then a text frame may be delivered at once. */
  idle = true;
  readonly #config: FrameReaderConfig;
  readonly #sink: AttemptSink;
  readonly #deliver: (raw: RawData, event: string, id: string | undefined) => void;
  /** The framer for all frames. */
  readonly #framer: BoundedFramer | undefined;
  #tail = Promise.resolve();
  #waiting = 0;
  #bytes = 0;

  /** `takes` returns true for a message of the protocol, which is not delivered. */
  constructor(config: FrameReaderConfig, sink: AttemptSink, takes?: (message: RawData) => boolean) {
    this.#config = config;
    this.#sink = sink;
    this.#deliver = (raw, event, id) => {
      if (takes?.(raw) !== true) sink.message(raw, event, id);
    };
    const listener: SseListener = {
      message: this.#deliver,
      cursor: (id) => {
        sink.cursor(id);
      },
      retryDelay: (ms) => {
        sink.retryDelay(ms);
      },
    };
    this.#framer = config.framing?.(takes === undefined ? sink : listener, config.maxMessageSize, 'websocket');
  }

  take(data: unknown): void {
    if (isBlob(data)) this.#readBlob(data);
    else if (this.idle) this.#pass(data);
    else this.#wait(() => Promise.resolve(data), sizeOf(data));
  }

  /** Calls `then` when all frames so far are delivered. */
  afterLast(then: () => void): void {
    if (this.idle) then();
    else void this.#tail.then(then);
  }

  #pass(data: unknown): void {
    if (typeof data === 'string') this.#passText(data);
    else if (ArrayBuffer.isView(data)) {
      this.#deliver(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 'message', undefined);
    } else {
      this.#deliver(new Uint8Array(data as ArrayBuffer), 'message', undefined);
    }
  }

  /**
   * A frame is complete (RFC 6455 §5.4), so each frame is split on its own, and its last message needs no terminator.
   */
  #passText(frame: string): void {
    const framer = this.#framer;
    if (framer === undefined) {
      this.#deliver(frame, 'message', undefined);
      return;
    }
    try {
      framer.push(frame);
      if (framer.pending > this.#config.maxMessageSize) this.#tooLong(frame.length);
      framer.end();
    } catch (cause) {
      if (!isPushError(cause)) throw cause;
      this.#sink.lost(cause);
    }
  }

  #readBlob(blob: Blob): void {
    if (blob.size > this.#config.maxMessageSize) this.#tooLong(blob.size);
    else this.#wait(() => blob.arrayBuffer(), blob.size);
  }

  #tooLong(size: number): void {
    const what = `a message of ${size} is longer than maxMessageSize, ${this.#config.maxMessageSize}`;
    this.#sink.lost(webSocketFailure('overflow', what));
  }

  // Blobs are read asynchronously. The frames after a blob wait for it.
  #wait(read: () => Promise<unknown>, size: number): void {
    this.#bytes += size;
    const most = BLOBS_AHEAD * this.#config.maxMessageSize;
    if (this.#bytes > most) {
      this.#sink.lost(webSocketFailure('overflow', `more than ${most} bytes wait to be read`));
      return;
    }
    if (this.#waiting >= FRAMES_AHEAD) {
      this.#sink.lost(webSocketFailure('overflow', `more than ${FRAMES_AHEAD} frames wait to be read`));
      return;
    }
    this.idle = false;
    this.#waiting++;
    this.#tail = this.#tail
      .then(() => (this.#sink.closed ? undefined : read()))
      .then(
        (data) => {
          if (!this.#sink.closed) this.#pass(data);
        },
        (cause: unknown) => {
          this.#sink.lost(webSocketFailure('protocol', `a blob cannot be read: ${shorten(cause)}`, cause));
        },
      )
      .then(() => {
        this.#bytes -= size;
        this.idle = --this.#waiting === 0;
      });
  }
}

// Compares tags, because `instanceof` is false for objects of another realm.
function isBlob(data: unknown): data is Blob {
  return Object.prototype.toString.call(data) === '[object Blob]';
}

function sizeOf(data: unknown): number {
  return typeof data === 'string' ? data.length : (data as ArrayBuffer | ArrayBufferView).byteLength;
}
