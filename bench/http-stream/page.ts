// The contestants: minimal code, what the platform and RxJS have, and the factory.
import { httpStream$, text } from 'ngx-comet/core';
import { tap } from 'rxjs';
import { ajax } from 'rxjs/ajax';
import { fromFetch } from 'rxjs/fetch';
import { offer, parsing } from '../support/contest.ts';
import { lineScanner, readBody } from '../support/read-body.ts';

type Reader = (url: string, line: (text: string) => void) => () => void;

const limit: Reader = (url, line) => readBody(url, lineScanner(line));

/** The whole text grows with each event, so only its new part is read. */
function newPart(scan: (chunk: string) => void): (soFar: string) => void {
  let length = 0;
  return (soFar) => {
    scan(soFar.slice(length));
    length = soFar.length;
  };
}

const PEERS: Readonly<Record<string, Reader>> = {
  'XMLHttpRequest, responseText': (url, line) => {
    const request = new XMLHttpRequest();
    const read = newPart(lineScanner(line));
    request.onprogress = () => {
      read(request.responseText);
    };
    request.open('GET', url);
    request.send();
    return () => {
      request.abort();
    };
  },
  'rxjs ajax, with progress': (url, line) => {
    const read = newPart(lineScanner(line));
    const subscription = ajax<string>({ url, responseType: 'text', includeDownloadProgress: true }).subscribe(
      ({ xhr }) => {
        read(xhr.responseText);
      },
    );
    return () => {
      subscription.unsubscribe();
    };
  },
  'rxjs fromFetch, chunks': (url, line) => {
    const decoder = new TextDecoder();
    const scan = lineScanner(line);
    const subscription = fromFetch(url, { selector: ({ body }) => body ?? [] })
      .pipe(
        tap((chunk) => {
          scan(decoder.decode(chunk, { stream: true }));
        }),
      )
      .subscribe();
    return () => {
      subscription.unsubscribe();
    };
  },
};

offer({
  limit,
  'limit + JSON.parse': parsing(limit),
  'httpStream$, text()': (url, message) => {
    const subscription = httpStream$<string>(url, { decode: text() }).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  },
  'httpStream$, json()': (url, message) => {
    const subscription = httpStream$(url).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  },
  ...PEERS,
  ...Object.fromEntries(Object.entries(PEERS).map(([name, peer]) => [`${name} + JSON.parse`, parsing(peer)])),
});
