import {
  FetchBackend,
  HttpBackend,
  HttpClient,
  HttpEventType,
  HttpResponse,
  HttpXhrBackend,
  provideHttpClient,
  withRequestsMadeViaParent,
  withXhr,
  type HttpEvent,
  type HttpRequest,
} from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { XhrFactory } from '@angular/common';
import {
  createEnvironmentInjector,
  EnvironmentInjector,
  inject,
  Injectable,
  type EnvironmentProviders,
  type Provider,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom, of, toArray, type Observable } from 'rxjs';
import { closeServers, serveHttp } from '../../core/src/spec-support/serve-http';
import { providePush, PushService, withHttpClient, withRetry } from '../public-api';

/** Each notes its requests, and lets one of Angular's back ends make them. */
@Injectable()
class Wrapping implements HttpBackend {
  static readonly seen: string[] = [];
  readonly #inner = inject(FetchBackend);

  handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    Wrapping.seen.push('wrapping');
    return this.#inner.handle(request);
  }
}

@Injectable()
class Extending extends HttpXhrBackend {
  override handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    Wrapping.seen.push('extending');
    return super.handle(request);
  }
}

/** As libraries do that answer some requests and pass on the others. */
@Injectable()
class Making implements HttpBackend {
  readonly #own = new HttpXhrBackend(inject(XhrFactory));

  handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    Wrapping.seen.push('making');
    return this.#own.handle(request);
  }
}

describe('the back end of HttpClient', () => {
  let url: string;

  beforeEach(async () => {
    Wrapping.seen.length = 0;
    url = await serveHttp((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      if (request.url === '/ordinary') {
        let size = 0;
        request.on('data', (chunk: Buffer) => (size += chunk.byteLength));
        request.on('end', () => response.end(`{"size":${size}}`));
      } else {
        // It never ends.
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: 1\n\n');
      }
    });
  });

  afterEach(closeServers);

  function setUp(...providers: (Provider | EnvironmentProviders)[]): PushService {
    TestBed.configureTestingModule({ providers: [...providers, providePush(withHttpClient(), withRetry(false))] });
    return TestBed.inject(PushService);
  }

  it.each<[string, readonly (Provider | EnvironmentProviders)[], readonly string[]]>([
    ['fetch', [provideHttpClient()], []],
    ['XHR', [provideHttpClient(withXhr())], []],
    [
      'one that calls that of fetch',
      [provideHttpClient(), FetchBackend, { provide: HttpBackend, useClass: Wrapping }],
      ['wrapping'],
    ],
    [
      'one that extends that of XHR',
      [provideHttpClient(), { provide: HttpBackend, useFactory: () => new Extending(inject(XhrFactory)) }],
      ['extending'],
    ],
    ['one that makes that of XHR', [provideHttpClient(), { provide: HttpBackend, useClass: Making }], ['making']],
  ])('delivers a body that never ends: %s', async (_name, providers, expected) => {
    expect(await firstValueFrom(setUp(...providers).sse$(url))).toBe(1);
    expect(Wrapping.seen).toEqual(expected);
  });

  it('answers itself, with a stream of its own', async () => {
    const requests: HttpRequest<unknown>[] = [];
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('data: 2\n\n')),
      cancel: () => void (cancelled = true),
    });
    const handle = (request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> => {
      requests.push(request);
      return of(new HttpResponse({ body, headers: request.headers.set('Content-Type', 'text/event-stream') }));
    };
    const push = setUp(provideHttpClient(), { provide: HttpBackend, useValue: { handle } });
    expect(await firstValueFrom(push.sse$('/own'))).toBe(2);
    expect(requests).toMatchObject([{ url: '/own', responseType: 'text' }]);
    expect(cancelled).toBe(true);
  });

  it('is that of the parent injector, also if it is one of tests', async () => {
    jest.useFakeTimers();
    setUp(provideHttpClient(), provideHttpClientTesting());
    const child = createEnvironmentInjector(
      [provideHttpClient(withRequestsMadeViaParent()), providePush(withHttpClient(), withRetry(false))],
      TestBed.inject(EnvironmentInjector),
    );
    const data = firstValueFrom(child.get(PushService).sse$('/feed'));
    await jest.advanceTimersByTimeAsync(0);
    const request = TestBed.inject(HttpTestingController).expectOne('/feed');
    request.flush('data: 3\n\n', { headers: { 'Content-Type': 'text/event-stream' } });
    expect(await data).toBe(3);
    child.destroy();
    jest.useRealTimers();
  });

  it('reports the progress of uploads and downloads of HttpClient', async () => {
    const push = setUp(provideHttpClient(withXhr()));
    expect(await firstValueFrom(push.sse$(url))).toBe(1);
    const options = { observe: 'events', reportProgress: true } as const;
    const body = 'x'.repeat(1_000);
    const events = await firstValueFrom(
      TestBed.inject(HttpClient).post<object>(`${url}/ordinary`, body, options).pipe(toArray()),
    );
    const kinds = events.map(({ type }) => type);
    expect(kinds).toEqual(expect.arrayContaining([HttpEventType.UploadProgress, HttpEventType.DownloadProgress]));
    expect(events.at(-1)).toMatchObject({ type: HttpEventType.Response, body: { size: 1_000 } });
  });
});
