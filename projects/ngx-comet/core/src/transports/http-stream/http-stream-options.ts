import type { FramingOption } from '../../framing/framing';
import type { HttpOptions } from '../../http/http-options';
import type { AnswerHeaders } from '../../session/plan';
import type { PushOptions } from '../../session/push-options';

/** The options of {@link httpStream$}. */
export interface HttpStreamOptions<T> extends PushOptions<T>, HttpOptions {
  /** Where one message ends and the next begins, default `'lines'`. */
  readonly framing?: FramingOption | undefined;
  /** What a clean end of the body means, default `'complete'`. */
  readonly onEnd?: 'complete' | 'reconnect' | undefined;
  /**
   * Returns the id of a message. It becomes the cursor: the stream resumes after that message. Some servers send it in a
   * header of the answer.
   */
  readonly id?: ((data: T, answer: AnswerHeaders) => string | undefined) | undefined;
}
