// What happens in the hours. A seed gives the same plan again.
import type { PageTarget } from './page-target.ts';
import type { Mood, VirtualServer } from './virtual-server.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Feed } from './feeds.ts';

export interface Scene {
  readonly time: VirtualTime;
  readonly server: VirtualServer;
  readonly window: PageTarget;
  readonly document: PageTarget;
  readonly feeds: readonly Feed[];
  readonly random: () => number;
  /** Lets time pass: messages come meanwhile. */
  pass(ms: number): Promise<void>;
  /** Messages that come while nothing of the page runs. */
  miss(ms: number): void;
}

type Happening = (scene: Scene) => Promise<void> | void;

const SECOND = 1_000;
const MINUTE = 60_000;

export function between({ random }: Pick<Scene, 'random'>, least: number, most: number): number {
  return Math.round(least + random() * (most - least));
}

function pick<T>({ random }: Pick<Scene, 'random'>, values: readonly [T, ...T[]]): T {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

const TRANSPORTS = [
  'polling',
  'long-polling',
  'http-stream',
  'sse',
  'websocket',
  'jsonp',
  undefined,
  undefined,
] as const;

/** The server is in a mood for a while, and its connections are lost. */
const inMood =
  (mood: (scene: Scene) => Mood, longest: number): Happening =>
  async (scene) => {
    scene.server.mood = mood(scene);
    scene.server.drop('reset');
    await scene.pass(between(scene, SECOND, longest));
    scene.server.mood = { kind: 'well' };
  };

/** The machine sleeps: its connections are reset, or nobody is told. */
async function sleep(scene: Scene, clock: 'stands still' | 'goes on'): Promise<void> {
  const { time, server } = scene;
  const ms = between(scene, 30 * SECOND, 15 * MINUTE);
  if (scene.random() < 0.5) server.drop('reset');
  else server.blackHole();
  scene.miss(ms);
  if (clock === 'goes on') time.stall(ms);
  else time.sleep(ms);
  await scene.pass(between(scene, SECOND, 10 * SECOND));
}

const HAPPENINGS: Readonly<Record<string, Happening>> = {
  loss: (scene) => {
    scene.server.drop('reset', pick(scene, TRANSPORTS));
  },
  rotation: (scene) => {
    scene.server.drop('end', pick(scene, TRANSPORTS));
  },
  silence: async (scene) => {
    scene.server.silent = true;
    await scene.pass(between(scene, SECOND, 3 * MINUTE));
    scene.server.speak();
  },
  'black hole': (scene) => {
    scene.server.blackHole();
  },
  refusals: inMood(
    (scene) => ({ kind: 'refuses', status: pick(scene, [500, 502, 503, 504, 429, 408, 425]), retryAfter: undefined }),
    5 * MINUTE,
  ),
  'refusals with Retry-After': inMood(
    (scene) => ({ kind: 'refuses', status: 503, retryAfter: between(scene, 1, 90) }),
    2 * MINUTE,
  ),
  unreachable: inMood(() => ({ kind: 'unreachable' }), 10 * MINUTE),
  mute: inMood(() => ({ kind: 'mute' }), 4 * MINUTE),
  'forgetful server': (scene) => {
    scene.server.drop('reset');
    scene.miss(between(scene, 0, 20 * SECOND));
    scene.server.forget();
  },
  'sleep, the clock goes on': (scene) => sleep(scene, 'goes on'),
  'sleep, the clock stands still': (scene) => sleep(scene, 'stands still'),
  'busy page': (scene) => {
    const ms = between(scene, SECOND, 15 * SECOND);
    scene.miss(ms);
    scene.time.stall(ms);
  },
  'clock set': (scene) => {
    scene.time.setClock(between(scene, -3 * 60 * MINUTE, 3 * 60 * MINUTE));
  },
  hidden: async (scene) => {
    const { document } = scene;
    document.visibilityState = 'hidden';
    document.dispatch('visibilitychange');
    await scene.pass(between(scene, SECOND, 5 * MINUTE));
    document.visibilityState = 'visible';
    document.dispatch('visibilitychange');
  },
  frozen: async (scene) => {
    const { document, server, time } = scene;
    document.dispatch('freeze');
    const ms = between(scene, SECOND, 12 * MINUTE);
    scene.miss(ms);
    time.stall(ms);
    if (scene.random() < 0.5) server.drop('reset');
    document.dispatch('resume');
    await scene.pass(SECOND);
  },
  offline: async (scene) => {
    setOnline(false);
    scene.window.dispatch('offline');
    await inMood(() => ({ kind: 'unreachable' }), 10 * MINUTE)(scene);
    setOnline(true);
    scene.window.dispatch('online');
  },
  'subscribe again': (scene) => {
    const feed = scene.feeds[Math.floor(scene.random() * scene.feeds.length)];
    feed?.stop();
    feed?.start();
  },
};

export const HAPPENING_NAMES = Object.keys(HAPPENINGS);

export async function happen(name: string, scene: Scene): Promise<void> {
  await HAPPENINGS[name]?.(scene);
}

function setOnline(onLine: boolean): void {
  Object.defineProperty(globalThis, 'navigator', { value: { onLine }, configurable: true });
}
