import type { HttpErrorResponse, HttpResponse } from '@angular/common/http';
import { nativeHeaders } from './http-bodies';

/**
 * A response that interceptors or the back end made, or changed: a status, headers and a body. It is none of the
 * platform's, because unit tests run where there is no `Response`. And there only promises delay it, which fake timers
 * know, while a stream of the platform takes its own time.
 */
export class WholeResponse implements Pick<
  Response,
  'arrayBuffer' | 'headers' | 'json' | 'ok' | 'redirected' | 'status' | 'statusText' | 'text' | 'type' | 'url'
> {
  readonly status: number;
  readonly ok: boolean;
  readonly statusText: string;
  readonly headers: Headers;
  readonly url: string;
  readonly redirected: boolean;
  readonly type: ResponseType;
  /** Left out if there are no streams to read: then the whole body is read. */
  readonly body?: ReadableStream<Uint8Array<ArrayBuffer>> | null;
  /** The body: `null`, a text, binary data, a stream, or a value that is sent as JSON. */
  readonly content: unknown;

  constructor(shown: HttpResponse<unknown> | HttpErrorResponse, content: unknown, statusText = '') {
    const { status } = shown;
    this.status = status;
    this.ok = status >= 200 && status < 300;
    this.statusText = statusText;
    this.headers = nativeHeaders(shown.headers);
    this.url = shown.url ?? '';
    this.redirected = shown.redirected ?? false;
    this.type = shown.responseType ?? 'default';
    const body = takesBody(status) ? content : null;
    this.content = body;
    if (body === null || isStream(body)) this.body = body;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const body = this.content;
    if (body === null) return new ArrayBuffer(0);
    if (body instanceof ArrayBuffer) return body;
    if (ArrayBuffer.isView(body)) {
      return new Uint8Array(new Uint8Array(body.buffer, body.byteOffset, body.byteLength)).buffer;
    }
    if (body instanceof Blob) return body.arrayBuffer();
    if (isStream(body)) return new Response(body).arrayBuffer();
    return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)).buffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.arrayBuffer());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}

/** Whether a response with this status may have a body (Fetch §2.2.3, "null body status"). */
export function takesBody(status: number): boolean {
  return ![204, 205, 304].includes(status);
}

function isStream(body: unknown): body is ReadableStream<Uint8Array<ArrayBuffer>> {
  return typeof (body as Partial<ReadableStream> | null)?.getReader === 'function';
}
