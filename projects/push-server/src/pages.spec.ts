import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statusOf } from './testing.ts';

let folder: string;
let child: ChildProcess;
let origin: string;

// It starts a Node process: Jest cannot load what serves the files.
jest.setTimeout(30_000);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'push-server-pages-'));
  const [app, outside] = [join(folder, 'app'), join(folder, 'outside')];
  for (const each of [app, join(app, '.git'), join(app, 'sub'), outside]) mkdirSync(each);
  for (const path of [
    'app/index.html',
    'app/main.js',
    'app/.env',
    'app/.git/config',
    'app/sub/.key',
    'outside/key.txt',
  ])
    writeFileSync(join(folder, path), path.includes('index') ? '<title>app</title>' : `content of ${path}`);
  symlinkSync(join(outside, 'key.txt'), join(app, 'key.txt'));
  symlinkSync(outside, join(app, 'linked'));
  symlinkSync(join(app, 'main.js'), join(app, 'inside.js'));
  child = spawn(process.execPath, [join(__dirname, 'main.ts'), '--static', app], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of child.stdout ?? []) {
    origin = String(line).trim().replace(/^.* /, '');
    break;
  }
});
afterAll(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

describe('the served folder', () => {
  it.each([
    '/.env',
    '/%2eenv',
    '/.git/config',
    '/sub/.key',
    '/key.txt',
    '/linked/key.txt',
    '/../outside/key.txt',
    '/..%2foutside/key.txt',
    '/sub/%2e%2e/%2e%2e/outside/key.txt',
    '/%00',
    '/main.js%00.html',
  ])('does not serve %s', async (path) => {
    expect(await statusOf(origin, 'GET', path, ['host: localhost'])).toBeGreaterThanOrEqual(400);
  });

  it('serves its own files, also by a link inside', async () => {
    for (const path of ['/main.js', '/inside.js'])
      expect(await (await fetch(origin + path)).text()).toBe('content of app/main.js');
    expect(await (await fetch(`${origin}/a/route`)).text()).toBe('<title>app</title>');
  });
});
