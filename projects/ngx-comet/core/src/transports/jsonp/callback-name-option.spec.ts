import { firstValueFrom, type Observable } from 'rxjs';
import { jsonp$ } from './jsonp';
import type { JsonpOptions } from './jsonp-options';

const page = globalThis as unknown as Record<string, ((answer: unknown) => void) | undefined>;

describe('jsonp$ with a callbackName', () => {
  let running: HTMLScriptElement | undefined;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    // jsdom loads no scripts, so the tests call the callback as a script does.
    jest.spyOn(document, 'currentScript', 'get').mockImplementation(() => running ?? null);
  });

  afterEach(() => {
    jest.useRealTimers();
    expect(scripts()).toEqual([]);
    expect('feed' in globalThis).toBe(false);
  });

  const scripts = (): HTMLScriptElement[] => [...document.head.querySelectorAll('script')];

  function feed(options: JsonpOptions<unknown> = {}): Observable<unknown> {
    return jsonp$('https://h.example/feed.js', { contain: false, callbackName: 'feed', retry: false, ...options });
  }

  async function started(source: Observable<unknown>): Promise<readonly [Promise<unknown>, HTMLScriptElement]> {
    const result = firstValueFrom(source).catch((error: unknown) => (error as { code: string }).code);
    await turns();
    const script = scripts().at(-1);
    if (script === undefined) throw new Error('there is no request');
    return [result, script];
  }

  async function turns(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }

  /** Runs a script that calls the callback with each answer. */
  async function run(script: HTMLScriptElement, ...answers: unknown[]): Promise<void> {
    running = script;
    for (const answer of answers) page['feed']?.(answer);
    running = undefined;
    await turns();
    script.dispatchEvent(new Event('load'));
  }

  it('has the same URL each time', async () => {
    for (const answer of [1, 2]) {
      const [result, script] = await started(feed());
      expect(script.src).toBe('https://h.example/feed.js?callback=feed');
      await run(script, answer, 'again');
      expect(await result).toBe(answer);
    }
  });

  it('has no parameter with callbackParam: false', async () => {
    const [result, script] = await started(feed({ callbackParam: false }));
    expect(script.src).toBe('https://h.example/feed.js');
    await run(script, 1);
    expect(await result).toBe(1);
  });

  it('does not mix the answers of calls at the same time, in any order', async () => {
    const [first, firstScript] = await started(feed());
    const [second, secondScript] = await started(feed());
    const [mute, muteScript] = await started(feed());
    await run(secondScript, 2);
    await run(muteScript);
    await run(firstScript, 1);
    expect(await Promise.all([first, second, mute])).toEqual([1, 2, 'no-callback']);
  });

  it('ignores a late call, also while another call waits', async () => {
    const [late, lateScript] = await started(feed({ timeout: 50 }));
    jest.advanceTimersByTime(50);
    expect(await late).toBe('timeout');
    expect('feed' in globalThis).toBe(true);
    const [next, nextScript] = await started(feed());
    await run(lateScript, 'late');
    // A call from a timer belongs to no script.
    page['feed']?.('stray');
    await run(nextScript, 'next');
    expect(await next).toBe('next');
  });

  it('is unsupported if the page has defined the name since the call', async () => {
    const source = feed();
    const own = (): void => undefined;
    Object.assign(globalThis, { feed: own });
    expect(await firstValueFrom(source).catch((error: unknown) => error)).toMatchObject({
      code: 'unsupported',
      transient: false,
      message: expect.stringContaining(': the callbackName "feed" exists in the page') as string,
    });
    expect(page['feed']).toBe(own);
    Reflect.deleteProperty(globalThis, 'feed');
  });

  it('defines nothing in the page if contained', async () => {
    const subscription = feed({ contain: true }).subscribe();
    await turns();
    const markup = document.querySelector('iframe')?.srcdoc ?? '';
    expect(markup).toContain('data-callback="feed"');
    expect(markup).toContain('src="https://h.example/feed.js?callback=feed"');
    expect(markup).toMatch(/data-token="ngxComet_\w{22}"/);
    expect('feed' in globalThis).toBe(false);
    subscription.unsubscribe();
  });
});
