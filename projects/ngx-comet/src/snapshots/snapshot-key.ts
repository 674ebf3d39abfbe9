import { PlatformLocation } from '@angular/common';
import { DOCUMENT, inject } from '@angular/core';
import { originOf } from '../service/request-defaults';
import type { StreamRequest } from '../service/stream-snapshots';
import { sha256 } from './sha256';

/** What the URLs of a page's streams are compared with. */
export interface PageUrls {
  /** What relative URLs are resolved against, in the browser `document.baseURI`. */
  readonly base: string;
  /** The origins that stand for the page's own. On the server that of `baseUrl` is another one. */
  readonly own: readonly string[];
}

/** The URLs of the page of this injection context. */
export function pageUrls(...alsoOwn: readonly string[]): PageUrls {
  const { href } = inject(PlatformLocation);
  const element = inject(DOCUMENT).querySelector('base[href]')?.getAttribute('href') ?? '';
  const base = URL.canParse(element, href) ? new URL(element, href).href : href;
  return { base, own: URL.canParse(href) ? [originOf(new URL(href)), ...alsoOwn] : alsoOwn };
}

/**
 * The keys that the snapshot of a stream may have, the same on the server and in the browser; the server uses the first.
 * There are none if the stream has no name that both know: a function has none, and neither has a `FormData`.
 *
 * A key is a hash, because the page is public, and a URL or a body may have a token. A token cannot be computed from it.
 * But whoever guesses all of a request can see that the guess is right: a short secret is not protected.
 */
export function snapshotKeys({ transport, needsPage, address, options }: StreamRequest, page: PageUrls): string[] {
  const { method = 'GET', query = {}, decode, events, framing, protocols, resume } = options;
  const body = nameOfBody(options.body);
  if (needsPage || typeof method !== 'string' || body === undefined) return [];
  if (typeof address !== 'string' && !(address instanceof URL)) return [];
  const from = typeof resume === 'object' ? resume.from : undefined;
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, `${value}`]],
  );
  const stream = [transport, method, parameters, body, decode?.binary, events, framing, protocols, from];
  return namesOfUrl(String(address), page).map((url) => sha256(JSON.stringify([url, ...stream])));
}

/**
 * A URL of the page's own origin has the name of its path, because behind a proxy the server may know the page by another
 * origin than the browser. The URL as it is comes second: there the server may not know that the origin is its own.
 */
function namesOfUrl(address: string, { base, own }: PageUrls): string[] {
  if (!URL.canParse(address, base)) return [address];
  const url = new URL(address, base);
  const names = own.includes(originOf(url)) ? [url.pathname + url.search] : [];
  return [...names, url.href];
}

/** `undefined` for a body that cannot be read at once. */
function nameOfBody(body: unknown): unknown {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string') return body;
  // Another type than text, because it is sent as another type.
  if (body instanceof URLSearchParams) return [String(body)];
  if (body instanceof ArrayBuffer) return [...new Uint8Array(body)];
  return ArrayBuffer.isView(body) ? [...new Uint8Array(body.buffer, body.byteOffset, body.byteLength)] : undefined;
}
