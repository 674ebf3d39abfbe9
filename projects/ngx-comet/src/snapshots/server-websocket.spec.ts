import { ApplicationRef, PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { providePush, PUSH_WEB_SOCKET, PushService, withServerSnapshot } from '../public-api';

/** Like the socket of Node under Angular's server platform: it rejects every event that it should dispatch. */
class Refusing extends EventTarget {
  static readonly made: Refusing[] = [];
  binaryType = 'blob';
  readyState = 1;
  bufferedAmount = 0;
  onopen: unknown = null;
  onmessage: unknown = null;
  onclose: unknown = null;
  onerror: unknown = null;
  closed: number | undefined;

  constructor(readonly url: string) {
    super();
    Refusing.made.push(this);
  }

  override dispatchEvent(_event: Event): boolean {
    throw new TypeError('The "event" argument must be an instance of Event');
  }

  send(): void {
    throw new Error('nothing is sent');
  }

  close(code: number): void {
    this.closed = code;
  }
}

/** The URL and the subprotocols of a socket are asked for one after the other. */
async function flushed(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

describe('a WebSocket on the server', () => {
  const platform = globalThis as { WebSocket?: unknown };
  const own = platform.WebSocket;

  beforeEach(() => {
    Refusing.made.length = 0;
    platform.WebSocket = Refusing;
  });

  afterEach(() => (platform.WebSocket = own));

  function snapshot(...providers: object[]): unknown[] {
    TestBed.configureTestingModule({
      providers: [
        providePush(withServerSnapshot({ timeout: 1_000 })),
        { provide: PLATFORM_ID, useValue: 'server' },
        ...providers,
      ],
    });
    const values: unknown[] = [];
    TestBed.inject(PushService)
      .websocket$('ws://host/feed')
      .subscribe((value) => values.push(value));
    return values;
  }

  it('delivers messages although the platform rejects its events', async () => {
    const values = snapshot();
    await flushed();
    const [socket] = Refusing.made;
    expect(socket?.url).toBe('ws://host/feed');
    socket?.dispatchEvent(new Event('open'));
    socket?.dispatchEvent(new MessageEvent('message', { data: '1' }));
    await TestBed.inject(ApplicationRef).whenStable();
    expect(values).toEqual([1]);
    expect(socket?.closed).toBe(1000);
    // An event without a handler has no effect.
    expect(socket?.dispatchEvent(new Event('close'))).toBe(true);
  });

  it('is made with the constructor that is provided', async () => {
    const urls: string[] = [];
    class Own extends Refusing {
      constructor(url: string) {
        super(url);
        urls.push(url);
      }
    }
    snapshot({ provide: PUSH_WEB_SOCKET, useValue: Own });
    await flushed();
    expect(urls).toEqual(['ws://host/feed']);
    expect(Object.getPrototypeOf(Refusing.made[0])).toBe(Own.prototype);
  });
});
