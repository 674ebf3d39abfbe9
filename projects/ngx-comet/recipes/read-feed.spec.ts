/**
 * The script as a process of Node of its own, with the sources of the package.
 *
 * @jest-environment node
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '../../..');
const HEAD = { 'content-type': 'text/event-stream' };
const message = (id: number): string => `id: ${id}\ndata: {"price":${id}}\n\n`;

// A busy machine starts a process slowly.
jest.setTimeout(30_000);

describe('read-feed.mjs', () => {
  let folder: string;
  let script: string;
  let server: Server;
  let url: string;
  let child: ChildProcess | undefined;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'read-feed-'));
    script = join(folder, 'read-feed.mjs');
    buildSync({
      entryPoints: [join(__dirname, 'read-feed.mjs')],
      outfile: script,
      bundle: true,
      format: 'esm',
      platform: 'node',
      tsconfig: join(ROOT, 'tsconfig.source.json'),
    });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prices`;
  });

  afterEach(async () => {
    child?.kill();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Runs the script until it ends by itself. */
  async function run(count: number): Promise<{ code: number | null; lines: string[]; errors: string }> {
    const process_ = spawn(process.execPath, [script, url, String(count)], { stdio: ['ignore', 'pipe', 'pipe'] });
    child = process_;
    let output = '';
    let errors = '';
    process_.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    process_.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const code = await new Promise<number | null>((resolve) => process_.once('close', resolve));
    return { code, lines: output.trim().split('\n'), errors };
  }

  it('prints as many messages as asked for, over a connection that is cut, and ends', async () => {
    const cursors: unknown[] = [];
    answer = ({ headers }, response) => {
      const cursor = headers['last-event-id'];
      cursors.push(cursor);
      response.writeHead(200, { ...HEAD, ...(cursor !== undefined && { 'last-event-id': cursor }) });
      response.write('retry: 1\n\n');
      // The connection breaks after two messages. The second one stays open.
      if (cursor === undefined) response.write(message(1) + message(2), () => response.destroy());
      else response.write(message(3) + message(4) + message(5));
    };
    const { code, lines, errors } = await run(4);
    expect(lines).toEqual(['{"price":1}', '{"price":2}', '{"price":3}', '{"price":4}']);
    expect(cursors).toEqual([undefined, '2']);
    expect(errors).toMatch(/^lost: .*\n$/);
    expect(code).toBe(0);
  });

  it('reports a gap', async () => {
    answer = ({ headers }, response) => {
      const cursor = headers['last-event-id'];
      // The server no longer has what follows the message 1.
      response.writeHead(200, { ...HEAD, ...(cursor !== undefined && { 'last-event-id': '6' }) });
      response.write('retry: 1\n\n');
      if (cursor === undefined) response.write(message(1), () => response.destroy());
      else response.write(message(7));
    };
    const { code, lines, errors } = await run(2);
    expect(lines).toEqual(['{"price":1}', '{"price":7}']);
    expect(errors).toMatch(/^lost: .*\ngap: messages are missing\n$/);
    expect(code).toBe(0);
  });

  it('ends with the error of a server that refuses', async () => {
    answer = (_, response) => response.writeHead(403).end();
    const { code, lines, errors } = await run(2);
    expect(errors).toContain('the server answered 403');
    expect([code, lines]).toEqual([1, ['']]);
  });
});
