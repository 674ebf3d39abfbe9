import { PlatformLocation } from '@angular/common';
import { ApplicationRef, PLATFORM_ID, TransferState, type EnvironmentProviders, type Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type Observable } from 'rxjs';
import {
  providePush,
  PUSH_FETCH,
  PUSH_LOGGER,
  PushService,
  withServerSnapshot,
  type ServerSnapshotOptions,
} from '../../public-api';

interface Sent {
  readonly url: string;
  readonly headers: Headers;
}

/** An application on its server, and then in the browser: its requests, its warnings and its page. */
export class Rendering {
  readonly sent: Sent[] = [];
  readonly warn = jest.fn<undefined, [string]>();
  answer = (): Response => events('id: 3\ndata: 1\n\n');
  page = '{}';

  on(
    id: 'server' | 'browser',
    providers: readonly (Provider | EnvironmentProviders)[] = [],
    options?: ServerSnapshotOptions,
    href = 'http://host/page',
  ): PushService {
    const fetch = async (url: string, { headers }: RequestInit): Promise<Response> => {
      this.sent.push({ url, headers: new Headers(headers) });
      return this.answer();
    };
    TestBed.resetTestingModule().configureTestingModule({
      providers: [
        providePush(withServerSnapshot(options)),
        { provide: PLATFORM_ID, useValue: id },
        { provide: PlatformLocation, useValue: { href } },
        { provide: PUSH_FETCH, useValue: fetch },
        { provide: PUSH_LOGGER, useValue: { warn: this.warn } },
        ...providers,
      ],
    });
    const state = TestBed.inject(TransferState) as unknown as { store: object };
    state.store = JSON.parse(this.page) as object;
    return TestBed.inject(PushService);
  }

  /** What the streams emit until the page is rendered. */
  async render(...streams: readonly Observable<unknown>[]): Promise<unknown[][]> {
    const values = streams.map(() => [] as unknown[]);
    const open = streams.map((stream, i) => stream.subscribe((value) => values[i]?.push(value)));
    await TestBed.inject(ApplicationRef).whenStable();
    open.forEach((subscription) => subscription.unsubscribe());
    this.page = TestBed.inject(TransferState).toJson();
    return values;
  }
}

/** An answer with events that stays open. */
function events(text: string): Response {
  const start = (controller: ReadableStreamDefaultController<Uint8Array>): void =>
    controller.enqueue(new TextEncoder().encode(text));
  return new Response(new ReadableStream({ start }), { headers: { 'content-type': 'text/event-stream' } });
}

/** The values that a stream emits at once. */
export function atOnce(stream: Observable<unknown>): unknown[] {
  const values: unknown[] = [];
  stream.subscribe((value) => values.push(value)).unsubscribe();
  return values;
}
