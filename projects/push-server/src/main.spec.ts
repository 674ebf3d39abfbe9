import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(__dirname, 'main.ts');
let directory: string;
let child: ChildProcess;

// Each test starts a Node process, which takes most of its time.
jest.setTimeout(30_000);

/** Starts the server as its users do: Node itself strips the types. */
async function start(...flags: string[]): Promise<readonly string[]> {
  child = spawn(process.execPath, [MAIN, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of child.stdout ?? [])
    return String(line)
      .trim()
      .split(/ and | listening on /)
      .slice(1);
  throw new Error('ended without output');
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'push-server-'));
  writeFileSync(join(directory, 'index.html'), '<title>app</title>');
  writeFileSync(join(directory, 'main-ABCD1234.js'), '1');
  writeFileSync(join(directory, 'favicon.svg'), '<svg/>');
});
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => child.kill('SIGKILL'));

describe('main', () => {
  it('prints where it listens, and ends on SIGTERM despite a live connection', async () => {
    const [origin, other] = await start('--also', '0', '--tick-every', '20', '--buffer', '5');
    expect([origin, other]).toEqual([1, 2].map(() => expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)));
    const stream = await fetch(`${other}/feeds/ticker/http-stream`);
    expect(stream.status).toBe(200);
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await expect(stream.text()).rejects.toThrow();
  });

  it('serves an app beside the feeds', async () => {
    const [origin] = await start('--static', directory, '--cors', 'off');
    const get = async (path: string, method = 'GET') => {
      const response = await fetch(`${String(origin)}${path}`, { method });
      return [response.status, response.headers.get('cache-control'), await response.text()];
    };
    const page = [200, 'no-cache', '<title>app</title>'];
    expect(await get('/')).toEqual(page);
    expect(await get('/some/route?a=b.c')).toEqual(page);
    expect(await get('/main-ABCD1234.js')).toEqual([200, 'public, max-age=31536000, immutable', '1']);
    expect(await get('/favicon.svg')).toEqual([200, 'no-cache', '<svg/>']);
    expect((await get('/main-GONE5678.js'))[0]).toBe(404);
    expect((await get('/feeds/news/nothing'))[0]).toBe(404);
    expect((await get('/some/route', 'POST'))[0]).toBe(404);
    expect((await get('/feeds/ticker/polling'))[0]).toBe(200);
    expect((await fetch(`${origin}/inspect`)).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('accepts origins for CORS', async () => {
    const [origin] = await start('--cors', 'http://a.example,http://b.example');
    const { headers } = await fetch(`${origin}/feeds/news/polling`, { headers: { origin: 'http://b.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('http://b.example');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
  });
});
