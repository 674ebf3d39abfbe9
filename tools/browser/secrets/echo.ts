import type { IncomingMessage, ServerResponse } from 'node:http';

export const urlOf = ({ url = '/' }: IncomingMessage): URL => new URL(url, 'http://site');

/** Answers with what it was sent; any other path is a page with the script. */
export function answerEcho(request: IncomingMessage, response: ServerResponse, script = ''): void {
  const { pathname, searchParams } = urlOf(request);
  const of = (name: string): string => searchParams.get(name) ?? '';
  const status = Number(/^\/status\/(\d+)$/.exec(pathname)?.[1] ?? 0);
  if (status > 0) return void response.writeHead(status).end();
  switch (pathname) {
    case '/echo-status':
      return void response.writeHead(Number(of('status') || 403), `not ${of('token')}`).end();
    case '/echo-authorization':
      return void response.writeHead(401, `not ${request.headers.authorization ?? ''}`).end();
    case '/echo-type':
      return void response.writeHead(200, { 'content-type': `text/${of('token')}` }).end();
    case '/redirect':
      return void response.writeHead(302, { location: of('to') }).end();
    case '/break':
      response.writeHead(200, { 'content-length': '100' }).write('1\n');
      setImmediate(() => response.destroy());
      return;
    case '/body':
      return void response.writeHead(200, { 'content-type': of('type') }).end(of('body'));
    case '/hold':
      return response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    case '/script':
      return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(of('code'));
    case '/jsonp':
      return void response
        .writeHead(200, { 'content-type': 'text/javascript' })
        .end(`${of('callback')}(${of('value')})`);
    default:
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<!doctype html><link rel="icon" href="data:,"><title>page</title><script>${script}</script>`);
  }
}
