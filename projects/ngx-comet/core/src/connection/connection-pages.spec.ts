import { prerender } from '../spec-support/prerendering';
import { inVirtualTime } from '../spec-support/virtual-time';
import { FakeDuplexRoute, FakeRoute } from './spec-support/fake-route';
import { watchConnection, type Watched } from './spec-support/watch-connection';

describe('a connection of a prerendered page', () => {
  let watched: Watched | undefined;
  let page: ReturnType<typeof prerender>;

  inVirtualTime(() => {
    watched?.stop();
    watched?.feed.close();
    watched = undefined;
    page.end();
  });

  beforeEach(() => {
    page = prerender();
  });

  it('tries no route and sends nothing, and does both when the user opens the page', () => {
    const socket = new FakeDuplexRoute();
    const events = new FakeRoute('sse');
    const sendVia = jest.fn(() => []);
    watched = watchConnection([socket.duplex, events], { sendVia });
    watched.feed.send('hello');
    jest.advanceTimersByTime(600_000);
    expect([socket.calls, events.calls]).toEqual([[], []]);
    expect(sendVia).not.toHaveBeenCalled();
    expect(watched.statuses).toEqual([{ phase: 'idle' }, { phase: 'paused', reason: 'prerendering' }]);
    page.open();
    expect(socket.calls).toHaveLength(1);
    socket.accept();
    expect(socket.call.sent).toEqual(['hello']);
    expect(events.calls).toEqual([]);
  });
});
