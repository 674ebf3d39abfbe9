import type { Framer, Framing } from '../../framing/framing';
import type { AttemptSink } from '../../vocabulary/transport';
import type { BoundedFramer } from '../../framing/bounded-framer';
import { webSocketFailure } from './websocket-failure';
import { shorten } from '../../platform/shorten';

export interface FrameReaderConfig {
  readonly framing: Framing | undefined;
  /** Characters of text, bytes of anything else. */
  readonly maxMessageSize: number;
}

/** This library's framers emit each message at once, and can be used again. A caller's framers may do neither. */
type EachFramer = Framer & Partial<BoundedFramer>;

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
  readonly #emit: (message: string) => void;
  /** The framer for all frames, if it can be used again. */
  #framer: EachFramer | undefined;
  #tail = Promise.resolve();
  #waiting = 0;
  #bytes = 0;

  constructor(config: FrameReaderConfig, sink: AttemptSink) {
    this.#config = config;
    this.#sink = sink;
    this.#emit = (message) => {
      sink.message(message, 'message', undefined);
    };
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
      this.#sink.message(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 'message', undefined);
    } else {
      this.#sink.message(new Uint8Array(data as ArrayBuffer), 'message', undefined);
    }
  }

  /**
   * A frame is complete (RFC 6455 §5.4), so each frame is split on its own, and its last message needs no terminator.
   */
  #passText(frame: string): void {
    const { framing, maxMessageSize } = this.#config;
    const emit = this.#emit;
    if (framing === undefined) {
      emit(frame);
      return;
    }
    try {
      const framer: EachFramer = (this.#framer ??= framing.create(maxMessageSize));
      if (framer.pushEach === undefined) {
        this.#framer = undefined;
        framer.push(frame).forEach(emit);
      } else {
        framer.pushEach(frame, emit);
      }
      framer.end().forEach(emit);
    } catch (cause) {
      this.#sink.lost(webSocketFailure('protocol', `the framing failed: ${shorten(cause)}`, cause));
    }
  }

  #readBlob(blob: Blob): void {
    const { maxMessageSize } = this.#config;
    if (blob.size > maxMessageSize) {
      this.#sink.lost(
        webSocketFailure('overflow', `a message of ${blob.size} is longer than maxMessageSize, ${maxMessageSize}`),
      );
    } else {
      this.#wait(() => blob.arrayBuffer(), blob.size);
    }
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
