// The limit, and a contestant with our name that wastes some time with each message.
import { sse$, text } from 'ngx-comet/core';
import { offer } from '../support/contest.ts';
import { scanEvents } from '../support/event-scanner.ts';
import { readBody } from '../support/read-body.ts';

let wasted = 0;

/** Some hundred nanoseconds. */
function waste(data: string): void {
  for (let n = 0; n < 2 * data.length; n++) wasted = (wasted * 31 + data.charCodeAt(n % data.length)) | 0;
}

offer({
  limit: (url, message) => readBody(url, scanEvents(message)),
  'sse$, text()': (url, message) => {
    const subscription = sse$<string>(url, { decode: text() }).subscribe((data) => {
      waste(data);
      message(data);
    });
    return () => {
      subscription.unsubscribe();
    };
  },
});

Object.assign(window, { wasted: () => wasted });
