import type { ConnectionOptions } from 'ngx-comet/core';

/** The options of `PushService.connect()`. */
export interface ConnectOptions<In, Out = unknown> extends ConnectionOptions<In, Out> {
  /**
   * A name. The tabs of this origin that use the same name share one connection: see `connectionAcrossTabs` of
   * `ngx-comet/tabs`. The cursor is kept under this name too, unless `resume.store` is given, or `resume` is false.
   */
  readonly tabs?: string | undefined;
}
