import { isPlatformServer } from '@angular/common';
import { inject, PLATFORM_ID } from '@angular/core';
import { SNAPSHOTS } from '../service/stream-snapshots';
import { GiveSnapshots } from '../snapshots/give-snapshots';
import { TakeSnapshots } from '../snapshots/take-snapshots';
import type { PushFeature } from './provide-push';
import { checkNames } from '../service/check-names';
import { own } from '../service/merge-options';

declare const ngDevMode: object | boolean | undefined;

/** The options of {@link withServerSnapshot}. */
export interface ServerSnapshotOptions {
  /** How long rendering waits for the first message of a stream, in milliseconds, default 2_000. */
  readonly timeout?: number | undefined;
  /**
   * What relative URLs are resolved against on the server: an absolute `http:` or `https:` URL, default the URL of the page.
   * Use it where the server reaches the feeds by another address than the browser. It has no effect in the browser: put it
   * into the configuration of the server alone, or the scripts of the page show an internal address. Its origin counts as
   * the page's own for the headers, the credentials and the query of `withDefaults()`.
   */
  readonly baseUrl?: string | URL | undefined;
}

/**
 * Renders pages with the first message of every stream that they subscribe to. The browser continues after that
 * message.
 *
 * On the server each stream connects once, and rendering waits for its first message, at most `timeout`. Then the
 * stream hangs up and stays silent. The page contains the message and its cursor. In the browser the same stream emits
 * that message at once, and then requests the messages after the cursor. No message is missed and none is repeated, if
 * the feed has ids and resumes by them. If a stream fails or is too late, the page is rendered without its message, and
 * the browser starts it as usual.
 *
 * The messages of a page are kept up to 1 Mi characters. A stream whose message has no room there starts in the browser as
 * usual, and the logger is told.
 *
 * Server and browser identify a stream by its transport, method, URL, query, body, start cursor, and by `events`,
 * `framing` and `protocols`; the page contains a hash of them. So a URL, a method or a body that is a function has no
 * snapshot; JSONP and `connect()` have none either. Operators that hold values back must come directly after the stream. A
 * cursor that an earlier visit stored wins. The page contains what the server read of a user's feed: a cache must not show it
 * to other users.
 *
 * Requests over HTTP have the header `Ngx-Comet-Snapshot: 1`. A page that is rendered as the answer to such a request, or to the
 * handshake of a WebSocket, makes no requests, its status is 508, and the logger is told to check `baseUrl` and the routes of
 * the server: otherwise a page that requests itself would do so without an end. This needs a renderer that provides
 * `REQUEST`, as `AngularAppEngine` and `AngularNodeAppEngine` do.
 *
 * Add it to the configuration of the server and of the browser; `baseUrl` belongs to the server's alone. A wrong `timeout` or
 * `baseUrl` throws a `TypeError`.
 *
 * @usageNotes
 * ```ts
 * bootstrapApplication(App, {
 *   providers: [provideClientHydration(), providePush(withServerSnapshot({ timeout: 1_000 }))],
 * });
 * ```
 */
export function withServerSnapshot(options: ServerSnapshotOptions = {}): PushFeature<'serverSnapshot'> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkNames<ServerSnapshotOptions>('withServerSnapshot', options, { timeout: true, baseUrl: true });
  }
  const { timeout = 2_000, baseUrl } = own(options);
  if (typeof timeout !== 'number' || !(timeout >= 0 && timeout <= 2 ** 31 - 1)) {
    throw new TypeError(`timeout must be a number of milliseconds from 0 to 2147483647, got ${String(timeout)}`);
  }
  const base = baseUrl === undefined ? undefined : usable(baseUrl);
  const snapshots = (): GiveSnapshots | TakeSnapshots =>
    isPlatformServer(inject(PLATFORM_ID)) ? new TakeSnapshots(timeout, base) : new GiveSnapshots();
  return { kind: 'serverSnapshot', providers: [{ provide: SNAPSHOTS, useFactory: snapshots }] };
}

/** @throws TypeError for a URL that no request can be made with */
function usable(baseUrl: unknown): URL {
  const text = typeof baseUrl === 'string' || baseUrl instanceof URL ? String(baseUrl) : '';
  if (URL.canParse(text)) {
    const url = new URL(text);
    if (/^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  }
  // A query and a user info may be secrets.
  const got = /^[^?#@]+$/.test(text) ? JSON.stringify(text.slice(0, 100)) : `a value of the type ${typeof baseUrl}`;
  throw new TypeError(`baseUrl must be an absolute http: or https: URL without a user name and a password, got ${got}`);
}
