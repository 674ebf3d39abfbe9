import { PushError, pushEvent, type PushEvent, type RawData, type RetrySchedule } from 'ngx-comet/core';

export interface PusherFrame {
  readonly event: string;
  readonly channel?: string;
  /** Of a server it is JSON within the JSON, and decoded here. */
  readonly data: unknown;
}

/** What the frames of one channel mean to its subscriber. */
export function channelEvents<T>(channel: string): (event: PushEvent<PusherFrame>) => readonly PushEvent<T>[] {
  let subscribedBefore = false;
  return (event) => {
    if (event.kind === 'open') return [];
    if (event.kind !== 'message') return [event];
    const { event: name, channel: of, data } = event.message.data;
    if (of !== channel) return [];
    if (name === 'pusher:subscription_error') {
      const message = `Pusher: ${channel} refused: ${JSON.stringify(data)}`;
      throw new PushError('protocol', message, { transient: false, transport: 'websocket' });
    }
    if (name !== 'pusher_internal:subscription_succeeded') {
      const message = { ...event.message, event: name, data: data as T };
      return [pushEvent({ kind: 'message', message })];
    }
    const continuity = subscribedBefore ? 'unknown' : 'first';
    subscribedBefore = true;
    return [pushEvent({ kind: 'open', transport: 'websocket', continuity })];
  };
}

/** 4000–4099: do not connect again. Like pusher-js, it does not from 4300 on either, and does after 1000. */
export function isTransientPusherClose(code: number): boolean | undefined {
  if (code < 4_000) return code === 1_000 || undefined;
  return code >= 4_100 && code < 4_300;
}

/** 4200–4299: connect again at once, the first time. 4100–4199: after a second or more. */
export function pacedByPusher(retry: RetrySchedule): RetrySchedule {
  return (setback) => {
    const { closeCode = 0 } = setback.error;
    const delay = retry(setback);
    if (delay === undefined || closeCode < 4_100 || closeCode >= 4_300) return delay;
    if (closeCode < 4_200) return Math.max(delay, 1_000);
    return setback.attempt === 1 ? 0 : delay;
  };
}

export function decodePusher(raw: RawData): PusherFrame {
  const frame = JSON.parse(String(raw)) as PusherFrame;
  if (typeof frame.data !== 'string') return frame;
  try {
    return { ...frame, data: JSON.parse(frame.data) as unknown };
  } catch {
    // A text of the application.
    return frame;
  }
}
