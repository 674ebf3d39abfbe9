/** @jest-environment node */
import { filter, take } from 'rxjs';
import { connection } from '../../connection/connection';
import { SseParser } from '../../framing/sse-parser';
import { constant } from '../../schedule/constant';
import { outcome } from '../../spec-support/outcome';
import { closeServers, serveHttp } from '../../spec-support/serve-http';
import { toStatus } from '../../operators/to-status';
import type { PushEvent } from '../../vocabulary/push-event';
import { sse$ } from './sse';
import type { SseOptions } from './sse-options';
import { viaSse } from './via-sse';

const STREAM = ': hello\ndata: 1\n\n:408\n:\ndata: 2\n:in between\nid: 7\n\n';

function serve(stream = STREAM): Promise<string> {
  return serveHttp((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(stream);
  });
}

function inShort(event: PushEvent<unknown>): unknown {
  return event.kind === 'message' ? event.message.data : event.kind === 'comment' ? event : event.kind;
}

describe('comments of sse$', () => {
  afterEach(closeServers);

  const comment = (text: string): PushEvent<never> => ({ kind: 'comment', text });
  const all = ['connecting', 'open', comment('hello'), 1, comment('408'), comment(''), comment('in between'), 2];

  it('are events, in order', async () => {
    const stream = sse$(await serve(), { comments: true, observe: 'events' });
    expect((await outcome(stream.pipe(take(8)))).values.map(inShort)).toEqual(all);
  });

  it('are events of a connection too', async () => {
    const feed = connection([viaSse(await serve(), { comments: true })], { linger: 0 });
    expect((await outcome(feed.events$.pipe(take(8)))).values.map(inShort)).toEqual(all);
  });

  it('are events where only some names are let through', async () => {
    const options = { comments: true, observe: 'events', events: ['other'] } as const;
    const comments = sse$(await serve(), options).pipe(filter(({ kind }) => kind === 'comment'));
    expect((await outcome(comments.pipe(take(2)))).values).toEqual([comment('hello'), comment('408')]);
  });

  it.each([undefined, false])('are no events with comments: %s', async (comments) => {
    const stream = sse$(await serve(), { comments, observe: 'events' });
    expect((await outcome(stream.pipe(take(4)))).values.map(inShort)).toEqual(['connecting', 'open', 1, 2]);
  });

  it('do not change the status', async () => {
    const status = sse$(await serve(), { comments: true, observe: 'events' }).pipe(take(5), toStatus());
    expect((await outcome(status)).values.map(({ phase }) => phase)).toEqual(['connecting', 'open', 'closed']);
  });

  it('end the stream with an overflow if they are longer than maxMessageSize', async () => {
    const url = await serve(`:${'x'.repeat(101)}\n`);
    const options = { maxMessageSize: 100, retry: constant(1), observe: 'events' } as const;
    const { error } = await outcome(sse$(url, { ...options, comments: true }));
    expect(error).toMatchObject({ code: 'overflow', transient: false });
  });

  it.each([
    [{ comments: true, via: 'event-source' }, "comments must be left out with via: 'event-source', got true"],
    [{ comments: 'yes' }, 'comments must be one of true, false, got "yes"'],
  ])('are a TypeError with %o', (options, message) => {
    expect(() => sse$('/feed', options as SseOptions<unknown>)).toThrow(new TypeError(message));
  });
});

describe('comments of an event stream', () => {
  function commentsOf(pieces: readonly string[], max = 1_000): string[] {
    const said: string[] = [];
    const parser = new SseParser(
      { message: (data) => said.push(`data ${data}`), cursor: () => 0, retryDelay: () => 0 },
      max,
      (text) => said.push(text),
    );
    for (const piece of pieces) if (!parser.push(piece)) said.push('overflow');
    return said;
  }

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])('are whole when they are cut after %i', (cut) => {
    const text = ':  long one\r\n\r\n';
    expect(commentsOf([text.slice(0, cut), text.slice(cut)])).toEqual([' long one']);
    expect(commentsOf([...text])).toEqual([' long one']);
  });

  it('are held up to the limit', () => {
    expect(commentsOf([':', 'x'.repeat(90), 'x'.repeat(10), '\n'], 100)).toEqual(['x'.repeat(100)]);
    expect(commentsOf([':', ...Array.from({ length: 12 }, () => 'x'.repeat(10))], 100)).toContain('overflow');
  });
});
