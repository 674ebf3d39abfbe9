import type { Framer, Framing } from '../../framing/framing';
import type { AttemptSink } from '../../vocabulary/transport';
import type { BoundedFramer } from '../../framing/bounded-framer';
import { webSocketFailure } from './websocket-failure';

export interface FrameReaderConfig {
  readonly framing: Framing | undefined;
  /** Characters of text, bytes of anything else. */
  readonly maxMessageSize: number;
}

/** Ours tell each message at once and can be used again; those of a caller may do neither. */
type EachFramer = Framer & Partial<BoundedFramer>;

/** How many longest messages may wait to be read out of their blobs. */
const BLOBS_AHEAD = 4;

/** Takes the frames of one socket that are more than one message, or not text, and hands over the messages in order. */
export class FrameReader {
  /** True while nothing waits: a text frame may be handed over at once. */
  idle = true;
  readonly #config: FrameReaderConfig;
  readonly #sink: AttemptSink;
  readonly #tell: (message: string) => void;
  /** Cuts one frame after the other, where the framing has one that can. */
  #framer: EachFramer | undefined;
  #tail = Promise.resolve();
  #waiting = 0;
  #bytes = 0;

  constructor(config: FrameReaderConfig, sink: AttemptSink) {
    this.#config = config;
    this.#sink = sink;
    this.#tell = (message) => {
      sink.message(message, 'message', undefined);
    };
  }

  take(data: unknown): void {
    if (isBlob(data)) this.#readBlob(data);
    else if (this.idle) this.#hand(data);
    else this.#wait(() => Promise.resolve(data), sizeOf(data));
  }

  /** Runs when all that was taken is handed over. */
  afterLast(then: () => void): void {
    if (this.idle) then();
    else void this.#tail.then(then);
  }

  #hand(data: unknown): void {
    if (typeof data === 'string') this.#handText(data);
    else if (ArrayBuffer.isView(data)) {
      this.#sink.message(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 'message', undefined);
    } else {
      this.#sink.message(new Uint8Array(data as ArrayBuffer), 'message', undefined);
    }
  }

  /** A frame is whole by itself (RFC 6455 §5.4), so each is cut on its own and its last message needs no terminator. */
  #handText(frame: string): void {
    const { framing, maxMessageSize } = this.#config;
    const tell = this.#tell;
    if (framing === undefined) {
      tell(frame);
      return;
    }
    try {
      const framer: EachFramer = (this.#framer ??= framing.create(maxMessageSize));
      if (framer.pushEach === undefined) {
        this.#framer = undefined;
        framer.push(frame).forEach(tell);
      } else {
        framer.pushEach(frame, tell);
      }
      framer.end().forEach(tell);
    } catch (cause) {
      this.#sink.lost(webSocketFailure('protocol', `the framing failed: ${String(cause)}`, cause));
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

  // Blobs are read asynchronously; what comes behind one waits for it.
  #wait(read: () => Promise<unknown>, size: number): void {
    this.#bytes += size;
    const most = BLOBS_AHEAD * this.#config.maxMessageSize;
    if (this.#bytes > most) {
      this.#sink.lost(webSocketFailure('overflow', `more than ${most} bytes wait to be read`));
      return;
    }
    this.idle = false;
    this.#waiting++;
    this.#tail = this.#tail
      .then(() => (this.#sink.closed ? undefined : read()))
      .then(
        (data) => {
          if (!this.#sink.closed) this.#hand(data);
        },
        (cause: unknown) => {
          this.#sink.lost(webSocketFailure('protocol', `a blob cannot be read: ${String(cause)}`, cause));
        },
      )
      .then(() => {
        this.#bytes -= size;
        this.idle = --this.#waiting === 0;
      });
  }
}

// By tag: `instanceof` is false for what another realm made.
function isBlob(data: unknown): data is Blob {
  return Object.prototype.toString.call(data) === '[object Blob]';
}

function sizeOf(data: unknown): number {
  return typeof data === 'string' ? data.length : (data as ArrayBuffer | ArrayBufferView).byteLength;
}
