// The limit, RxJS' own function, and the factories. Each sends the next request as soon as it has a response.
import { jsonp$, pollingStream$ } from 'ngx-comet/core';
import { defer, repeat, type Observable } from 'rxjs';
import { ajax } from 'rxjs/ajax';
import { offer, type Contestant } from '../support/contest.ts';

/** The name of a feed is the URL to request. */
const requested = (url: string): string => decodeURIComponent(new URL(url).pathname.replace('/feeds/', ''));

const AT_ONCE = { interval: 0, jitter: 0 } as const;

const subscribing =
  (stream: (url: string) => Observable<unknown>): Contestant =>
  (url, message) => {
    const subscription = stream(requested(url)).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  };

const looping =
  (read: (url: string, message: (data: unknown) => void) => Promise<void>): Contestant =>
  (url, message) => {
    let left = false;
    const loop = async (): Promise<void> => {
      while (!left) await read(requested(url), message);
    };
    void loop();
    return () => {
      left = true;
    };
  };

let calls = 0;

/** Only a script element and a global function. */
function tag(url: string): Promise<unknown> {
  return new Promise((resolve) => {
    const name = `called${calls++}`;
    const script = document.createElement('script');
    const callback = (data: unknown): void => {
      Reflect.deleteProperty(window, name);
      script.remove();
      resolve(data);
    };
    Object.assign(window, { [name]: callback });
    script.src = `${url}?callback=${name}`;
    document.head.append(script);
  });
}

offer({
  'fetch loop': looping(async (url, message) => {
    message(await (await fetch(url)).json());
  }),
  'rxjs ajax': subscribing((url) => defer(() => ajax.getJSON(url)).pipe(repeat())),
  pollingStream$: subscribing((url) => pollingStream$(url, AT_ONCE)),
  'fetch loop, 100 per response': looping(async (url, message) => {
    for (const line of (await (await fetch(url)).text()).split('\n')) if (line !== '') message(JSON.parse(line));
  }),
  'pollingStream$, 100 per response': subscribing((url) => pollingStream$(url, { ...AT_ONCE, framing: 'lines' })),
  'script tags': looping(async (url, message) => {
    message(await tag(url));
  }),
  'jsonp$, in the page': subscribing((url) => pollingStream$(() => jsonp$(url, { contain: false }), AT_ONCE)),
  'jsonp$, contained': subscribing((url) => pollingStream$(() => jsonp$(url), AT_ONCE)),
});
