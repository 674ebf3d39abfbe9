// Answers of a hub and of a publisher, after the text of the specification ("The Mercure Protocol", dunglas/mercure,
// spec/mercure.md of 31 July 2026: sections Subscription, Presenting the Access Token, Reconnection, Hub Discovery, and
// the table of the names before it). Not recorded from a running hub: none can be installed from npm or Debian.

/** One request of the subscriber and its answer. */
export interface Exchange {
  readonly path: string;
  /** Headers of the request that must be as they are here; `undefined` = not sent. */
  readonly sent: Readonly<Record<string, string | undefined>>;
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What happens after the body: the connection breaks, or it stays open. */
  readonly then: 'cut' | 'hold';
}

const BOOK = '/.well-known/mercure?match=https%3A%2F%2Fexample.com%2Fbooks%2F1';
const STREAM = { 'content-type': 'text/event-stream' };
const event = (id: string, title: string): string => `id: urn:uuid:${id}\ndata: {"title":"${title}"}\n\n`;

export const first: Exchange = {
  path: BOOK,
  sent: { 'last-event-id': undefined, authorization: 'Bearer t1' },
  headers: STREAM,
  body: `:\n\n${event('a', 'one')}${event('b', 'two')}`,
  then: 'cut',
};

/** The hub continues after the requested message. */
export const resumed: Exchange = {
  path: BOOK,
  sent: { 'last-event-id': 'urn:uuid:b', authorization: 'Bearer t2' },
  headers: { ...STREAM, 'mercure-last-event-id': 'urn:uuid:b' },
  body: event('c', 'three'),
  then: 'cut',
};

/** The hub does not know the requested message any more, and sends all that it has. */
export const discarded: Exchange = {
  path: BOOK,
  sent: { 'last-event-id': 'urn:uuid:c', authorization: 'Bearer t3' },
  headers: { ...STREAM, 'mercure-last-event-id': 'earliest' },
  body: event('f', 'six'),
  then: 'hold',
};

/** A hub 0.x, asked with the cursor in the query and with the cookie. */
export const preStandard: Exchange = {
  path: '/.well-known/mercure?topic=https%3A%2F%2Fexample.com%2Fbooks%2F%7Bid%7D&lastEventID=urn%3Auuid%3Ab',
  sent: { 'last-event-id': undefined, authorization: undefined },
  headers: { ...STREAM, 'last-event-id': 'urn:uuid:b' },
  body: event('c', 'three'),
  then: 'hold',
};

export const pattern: Exchange = {
  path: '/.well-known/mercure?match=bar&match_urlpattern=https%3A%2F%2Fexample.com%2Fbar%2F%3Aid',
  sent: {},
  headers: STREAM,
  body: event('a', 'one'),
  then: 'hold',
};

/** "If no access token is presented and the requested operation requires one". */
export const unauthorized: Exchange = {
  path: BOOK,
  sent: { authorization: undefined },
  status: 401,
  headers: { 'www-authenticate': 'Bearer' },
  body: '',
  then: 'hold',
};

/** A resource of a publisher, with other links beside the hub. */
export const resource: Exchange = {
  path: '/books/1',
  sent: {},
  headers: {
    'content-type': 'application/ld+json',
    link: '</books/1.jsonld>; rel=self; title="a, b; <c>", </.well-known/mercure>; rel="mercure"; last-event-id="urn:uuid:a"',
  },
  body: '{"title":"one"}',
  then: 'hold',
};
