import { cleanUp, eventually, post, read, serve, talk, valuesOf, type Served } from './testing.ts';

afterEach(cleanUp);

const LETTERS = ['a', 'b', 'c', 'd', 'e'];
const statusOf = async ({ at }: Served, path: string) => (await fetch(at(path))).status;
const setFault = ({ at }: Served, control: string) => post(at(`/control/${control}`));

/** A server whose feed `news` has the messages a to e. */
async function serveLetters(): Promise<Served> {
  const served = await serve();
  for (const letter of LETTERS) served.server.hub.publish('news', letter);
  return served;
}

interface Sent {
  readonly value: string;
  readonly replayed?: boolean;
}

/** The messages of an answer, without what travels in other headers and fields; `+` marks a changed payload. */
type Ask = (served: Served, query: string, count: number) => Promise<readonly string[]>;

const mark = ({ value, replayed }: Sent): string => (replayed ? `${value}+` : value);
const ofLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^data: /, ''))
    .filter((line) => line.startsWith('{'))
    .map((line) => mark(JSON.parse(line) as Sent));
const byFetch =
  (route: string): Ask =>
  async ({ at }, query) =>
    ofLines(await (await fetch(at(`/feeds/news/${route}${query}`))).text());
const byStream =
  (route: string): Ask =>
  async ({ at }, query, count) =>
    ofLines(await (await fetch(at(`/feeds/news/${route}${query}&limit=${count}`))).text());

const ASK: Readonly<Record<string, Ask>> = {
  polling: byFetch('polling'),
  'long-polling': byFetch('long-polling'),
  'http-stream': byStream('http-stream'),
  sse: byStream('sse'),
  websocket: async ({ at }, query, count) => {
    const { next } = await talk(at(`/feeds/news/websocket${query}`));
    const sent: string[] = [];
    while (sent.length < count) sent.push(mark((await next()) as Sent));
    return sent;
  },
  jsonp: async ({ at }, query) => {
    const script = await (await fetch(at(`/feeds/news/jsonp${query}&callback=cb&batch=1`))).text();
    const all: Sent[] = [];
    new Function('cb', script)((batch: Sent[]) => all.push(...batch));
    return all.map(mark);
  },
};
const TRANSPORTS = Object.keys(ASK);

describe('ignoreCursors', () => {
  it.each(TRANSPORTS)('begins %s as without a cursor, or with the oldest message', async (transport) => {
    const served = await serveLetters();
    const ask = (count: number) => ASK[transport]?.(served, '?cursor=3', count);
    expect(await ask(2)).toEqual(['d', 'e']);
    await setFault(served, `ignoreCursors?feed=news&transport=${transport}`);
    expect(await ask(1)).toEqual(['e']);
    await setFault(served, `ignoreCursors?feed=news&from=earliest`);
    expect(await ask(5)).toEqual(LETTERS);
    await setFault(served, 'reset');
    expect(await ask(2)).toEqual(['d', 'e']);
  });

  it('begins with the next message', async () => {
    const served = await serveLetters();
    served.server.faults.ignoreCursors({ from: 'next', feed: 'news' });
    const stream = await read(served.at('/feeds/news/http-stream?cursor=3&limit=1'));
    served.server.hub.publish('news', 'f');
    expect(valuesOf(await stream.ended)).toEqual(['f']);
    expect((await fetch(served.at('/feeds/news/long-polling?cursor=3&hold=0'))).status).toBe(204);
  });

  it('sends no Last-Event-ID, and leaves other feeds alone', async () => {
    const served = await serveLetters();
    await setFault(served, 'ignoreCursors?feed=news');
    const headerOf = async (feed: string) =>
      (await fetch(served.at(`/feeds/${feed}/polling?cursor=0`))).headers.get('last-event-id');
    expect([await headerOf('news'), await headerOf('sport')]).toEqual([null, '0']);
  });

  it('ignores the cursors of channels', async () => {
    const served = await serveLetters();
    served.server.faults.ignoreCursors({ feed: 'news' });
    const { next, say } = await talk(served.at('/feeds/sport/websocket'));
    say({ type: 'subscribe', channel: 'news', cursor: '1' });
    expect(await next()).toMatchObject({ channel: 'news', value: 'e' });
  });

  it('refuses an unknown beginning', async () => {
    const served = await serve();
    const response = await setFault(served, 'ignoreCursors?from=somewhere');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('from: expected one of latest, next, earliest, got somewhere');
  });
});

describe('replay', () => {
  it.each(TRANSPORTS)('sends messages before the cursor too over %s', async (transport) => {
    const served = await serveLetters();
    const ask = (count: number) => ASK[transport]?.(served, '?cursor=3', count);
    await setFault(served, `replay?count=2&feed=news&transport=${transport}`);
    expect(await ask(4)).toEqual(['b', 'c', 'd', 'e']);
    await setFault(served, `replay?count=9&feed=news`);
    expect(await ask(5)).toEqual(LETTERS);
  });

  it.each(TRANSPORTS)('changes the payloads of known ids over %s', async (transport) => {
    const served = await serveLetters();
    await setFault(served, 'replay?count=2&payloads=changed&feed=news');
    expect(await ASK[transport]?.(served, '?cursor=3', 4)).toEqual(['b+', 'c+', 'd', 'e']);
  });

  it('keeps the ids of the messages whose payload changes', async () => {
    const served = await serveLetters();
    served.server.faults.replay({ count: 1, payloads: 'changed' });
    const [second] = (await (await fetch(served.at('/feeds/news/polling?cursor=2'))).text()).split('\n');
    const { id, seq, at, value } = served.server.hub.feed('news').after(1)[0] ?? {};
    expect(JSON.parse(second ?? '')).toEqual({ id, seq, at, value, replayed: true });
  });

  it('sends no Last-Event-ID, and answers a long poll only when there is something new', async () => {
    const served = await serveLetters();
    served.server.faults.replay({ feed: 'news' });
    const answer = fetch(served.at('/feeds/news/long-polling?cursor=5'));
    await eventually(() => served.server.hub.feed('news').followers === 1);
    served.server.hub.publish('news', 'f');
    const response = await answer;
    expect(valuesOf(await response.text())).toEqual(['c', 'd', 'e', 'f']);
    expect(response.headers.get('last-event-id')).toBeNull();
    expect((await fetch(served.at('/feeds/news/long-polling?cursor=6&hold=0'))).status).toBe(204);
  });

  it('never replaces the one message of a JSONP answer', async () => {
    const served = await serveLetters();
    served.server.faults.replay();
    const script = await (await fetch(served.at('/feeds/news/jsonp?callback=cb&cursor=3'))).text();
    expect(script).toContain('"value":"d"');
  });

  it('does nothing without a cursor', async () => {
    const served = await serveLetters();
    served.server.faults.replay();
    expect(await ASK['http-stream']?.(served, '?', 1)).toEqual(['e']);
  });

  it.each([
    ['count=0', 'count: expected a whole number from 1'],
    ['payloads=other', 'payloads: expected one of same, changed, got other'],
  ])('refuses %s', async (query, message) => {
    const served = await serve();
    const response = await setFault(served, `replay?${query}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
    expect(() => served.server.faults.replay({ count: 1.5 })).toThrow(
      new TypeError('count: expected a whole number from 1, got 1.5'),
    );
  });
});

describe('status', () => {
  it.each([400, 404, 410, 412, 414, 431])('refuses with %d only requests that carry a cursor', async (code) => {
    const served = await serve();
    served.server.hub.publish('news', 'a');
    await setFault(served, `status?code=${code}&to=resuming&feed=news`);
    for (const path of ['polling', 'long-polling', 'http-stream', 'sse', 'jsonp']) {
      expect(await statusOf(served, `/feeds/news/${path}?cursor=1&callback=cb`)).toBe(code);
      expect(await statusOf(served, `/feeds/news/${path}?limit=1&callback=cb`)).toBe(200);
    }
    const byHeader = await fetch(served.at('/feeds/news/sse'), { headers: { 'last-event-id': '1' } });
    expect(byHeader.status).toBe(code);
    await expect(talk(served.at('/feeds/news/websocket?cursor=1'))).rejects.toThrow(`${code}`);
    expect(await (await talk(served.at('/feeds/news/websocket'))).next()).toMatchObject({ value: 'a' });
    expect(await statusOf(served, '/feeds/sport/polling?cursor=1')).toBe(204);
  });
});
