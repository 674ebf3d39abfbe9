// The schematics of the built package, on workspaces that Angular's own schematics make.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { angularSchematic, changes, run, withFiles, workspace } from './lib/schematic-workspace.mjs';

const CONFIG = '/projects/shop/src/app/app.config.ts';
const MAIN = '/projects/shop/src/main.ts';
const MODULE = '/projects/shop/src/app/app-module.ts';

let shop;
let modules;
let several;

before(async () => {
  shop = await workspace(['shop']);
  modules = await workspace(['shop'], { standalone: false });
  several = await angularSchematic('library', { name: 'ui' }, await workspace(['shop', 'admin']));
});

describe('ng add', () => {
  test('adds providePush() to a standalone application, and nothing else', async () => {
    const { tree } = await run('ng-add', { project: 'shop' }, shop);

    assert.deepEqual(Object.keys(changes(shop, tree)), [CONFIG]);
    const config = tree.readContent(CONFIG);
    assert.match(config, /^import \{ providePush \} from 'ngx-comet';$/m);
    assert.match(config, /providers: \[[^\]]*provideRouter\(routes\),\s*providePush\(\)\s*\]/);
  });

  test('adds it to the providers of an NgModule', async () => {
    const { tree } = await run('ng-add', { project: 'shop' }, modules);

    assert.deepEqual(Object.keys(changes(modules, tree)), [MODULE]);
    assert.match(tree.readContent(MODULE), /^import \{ providePush \} from 'ngx-comet';$/m);
    assert.match(tree.readContent(MODULE), /providers: \[[^\]]*\bprovidePush\(\),?\s*\]/);
  });

  test('adds it where main.ts passes the providers, or passes none', async () => {
    for (const call of ['bootstrapApplication(App)', 'bootstrapApplication(App, { providers: [] })']) {
      const main = `import { bootstrapApplication } from '@angular/platform-browser';\nimport { App } from './app/app';\n${call};\n`;
      const { tree } = await run('ng-add', { project: 'shop' }, withFiles(shop, { [MAIN]: main }));

      assert.match(tree.readContent(MAIN), /bootstrapApplication\(App, \{\s*providers: \[providePush\(\)\]\s*\}\)/);
    }
  });

  test('leaves the configuration of the server as it is', async () => {
    const rendered = await angularSchematic('server', { project: 'shop', skipInstall: true }, several);
    const { tree } = await run('ng-add', { project: 'shop' }, rendered);

    assert.match(rendered.readContent('/projects/shop/src/app/app.config.server.ts'), /mergeApplicationConfig/);
    assert.deepEqual(Object.keys(changes(rendered, tree)), [CONFIG]);
  });

  test('adds it to the browser too if only the server has it', async () => {
    const server = `import { providePush, withServerSnapshot } from 'ngx-comet';\nexport const it = [providePush(withServerSnapshot())];\n`;
    const rendered = withFiles(shop, { '/projects/shop/src/app/app.config.server.ts': server });
    const { tree } = await run('ng-add', { project: 'shop' }, rendered);

    assert.deepEqual(Object.keys(changes(rendered, tree)), [CONFIG]);
  });

  test('changes nothing when it runs again', async () => {
    for (const fresh of [shop, modules]) {
      const first = await run('ng-add', { project: 'shop', demo: true }, fresh);
      const second = await run('ng-add', { project: 'shop', demo: true }, first.tree);

      assert.deepEqual(changes(first.tree, second.tree), {});
      assert.match(second.printed, /already has providePush\(\)/);
    }
  });

  test('leaves providePush() with features alone, wherever it is', async () => {
    const own = `import { providePush, withDefaults } from "ngx-comet";\nexport const push = providePush(withDefaults({ idleTimeout: 30_000 }));\n`;
    const configured = withFiles(shop, { '/projects/shop/src/app/core/push.ts': own });
    const { tree, printed } = await run('ng-add', { project: 'shop' }, configured);

    assert.deepEqual(changes(configured, tree), {});
    assert.match(printed, /projects\/shop\/src\/app\/core\/push\.ts already has providePush\(\)/);
  });

  test('does not mistake comments and specs for providers', async () => {
    const mention = `// import { providePush } from 'ngx-comet';\n/* providePush() of 'ngx-comet' */\nexport const it = 1;\n`;
    const spec = `import { providePush } from 'ngx-comet';\nexport const it = providePush();\n`;
    const files = { '/projects/shop/src/app/a.ts': mention, '/projects/shop/src/app/a.spec.ts': spec };
    const { tree } = await run('ng-add', { project: 'shop' }, withFiles(shop, files));

    assert.match(tree.readContent(CONFIG), /providePush\(\)/);
  });

  test('changes nothing and says so if the providers are no array', async () => {
    const unreadable = {
      variable: [
        shop,
        CONFIG,
        'import { providers } from "./p";\nexport const appConfig = { providers: providers };\n',
      ],
      shorthand: [shop, CONFIG, 'import { providers } from "./p";\nexport const appConfig = { providers };\n'],
      call: [shop, CONFIG, 'import { make } from "./p";\nexport const appConfig = make();\n'],
      module: [
        modules,
        MODULE,
        `import { NgModule } from '@angular/core';\nconst all = [];\n@NgModule({ providers: all })\nexport class AppModule {}\n`,
      ],
      federation: [shop, MAIN, `import('./bootstrap').catch((error) => console.error(error));\n`],
    };
    for (const [title, [base, file, text]] of Object.entries(unreadable)) {
      const changed = withFiles(base, { [file]: text });
      const { tree, printed } = await run('ng-add', { project: 'shop' }, changed);

      assert.deepEqual(changes(changed, tree), {}, title);
      assert.match(printed, /providePush\(\) was not added.*"shop"/, title);
      assert.match(printed, /inject\(PushService\)/, title);
    }
  });

  test('takes the only application, beside libraries too', async () => {
    const beside = await angularSchematic('library', { name: 'ui' }, shop);
    const { tree } = await run('ng-add', {}, beside);

    assert.deepEqual(Object.keys(changes(beside, tree)), [CONFIG]);
  });

  test('adds it to the application that is named', async () => {
    const { tree } = await run('ng-add', { project: 'admin' }, several);

    assert.deepEqual(Object.keys(changes(several, tree)), ['/projects/admin/src/app/app.config.ts']);
  });

  test('says which applications there are', async () => {
    const choice = 'Name one: ng add ngx-comet --project shop, or ng add ngx-comet --project admin.';
    await assert.rejects(run('ng-add', {}, several), { message: `This workspace has several applications. ${choice}` });
    await assert.rejects(run('ng-add', { project: 'shp' }, several), {
      message: `There is no project "shp". ${choice}`,
    });
    await assert.rejects(run('ng-add', {}, await workspace([])), { message: 'This workspace has no application.' });
  });

  test('refuses a library', async () => {
    const refusal = {
      message: /^"ui" is a library.*ng add ngx-comet --project shop, or ng add ngx-comet --project admin/,
    };
    await assert.rejects(run('ng-add', { project: 'ui' }, several), refusal);
    const alone = await angularSchematic('library', { name: 'ui' }, await workspace([]));
    await assert.rejects(run('ng-add', { project: 'ui' }, alone), { message: /^"ui" is a library.*peerDependencies/ });
  });

  test('prints what to do next', async () => {
    const { printed } = await run('ng-add', { project: 'shop' }, shop);

    assert.match(printed, /inject\(PushService\)\.sse\$<number>\('\/prices'\)/);
    assert.match(printed, /ng generate ngx-comet:feed prices --transport=sse/);
    assert.match(printed, /ng add ngx-comet --demo/);
    assert.doesNotMatch(printed, /interceptors/);
  });

  test('mentions interceptors, and does not run them for streams by itself', async () => {
    const config = (
      /** @type {string} */ rest,
    ) => `import { provideHttpClient, withInterceptors } from '@angular/common/http';
export const appConfig = { providers: [provideHttpClient(withInterceptors([]))${rest}] };
`;
    const plain = await run('ng-add', { project: 'shop' }, withFiles(shop, { [CONFIG]: config('') }));
    assert.match(plain.tree.readContent(CONFIG), /, providePush\(\)\]/);
    assert.match(plain.printed, /interceptors. providePush\(withHttpClient\(\)\)/);

    const own = `import { providePush, withHttpClient } from 'ngx-comet';\n${config(', providePush(withHttpClient())')}`;
    const configured = await run('ng-add', { project: 'shop' }, withFiles(shop, { [CONFIG]: own }));
    assert.doesNotMatch(configured.printed, /interceptors/);
  });
});

describe('ng generate feed', () => {
  const APP = '/projects/shop/src/app';
  const feed = (/** @type {object} */ options, tree = shop) =>
    run('feed', { name: 'prices', project: 'shop', ...options }, tree);

  test('writes a service and its tests for each transport', async () => {
    const factories = {
      sse: "messages$ = injectPush(sse$)<PricesMessage>('/prices');",
      'http-stream': "messages$ = injectPush(httpStream$)<PricesMessage>('/prices', { onEnd: 'reconnect' });",
      polling: "messages$ = injectPush(pollingStream$)<PricesMessage>('/prices', { interval: 5_000 });",
      websocket: "messages$ = injectPush(websocket$)<PricesMessage, PricesCommand>('/prices', {",
      jsonp: "answer$ = injectPush(jsonp$)<PricesAnswer>('/prices');",
    };
    for (const [transport, line] of Object.entries(factories)) {
      const changed = changes(shop, (await feed({ transport })).tree);
      assert.deepEqual(Object.keys(changed), [`${APP}/prices.spec.ts`, `${APP}/prices.ts`], transport);
      const service = changed[`${APP}/prices.ts`];
      assert.ok(service.includes(line), `${transport}: ${service}`);
      assert.match(service, /@Injectable\(\{ providedIn: 'root' \}\)\nexport class Prices \{/);
      const spec = changed[`${APP}/prices.spec.ts`];
      assert.match(spec, /import \{ Prices, type Prices(?:Message|Answer) \} from '\.\/prices';/);
      assert.doesNotMatch(spec, /from '(?:vitest|@jest\/globals)'/);
    }
  });

  test('is of server-sent events by default', async () => {
    const { tree } = await feed({});

    assert.deepEqual(changes((await feed({ transport: 'sse' })).tree, tree), {});
  });

  test('sends what was given to send() over the one connection of a WebSocket', async () => {
    const service = (await feed({ transport: 'websocket' })).tree.readContent(`${APP}/prices.ts`);

    assert.match(service, /outgoing: this\.#commands,\n {2}\}\)\.pipe\(share\(\)\);/);
    assert.match(service, /send\(command: PricesCommand\): void/);
  });

  test('takes folders, a path, a type and a folder of its own', async () => {
    const cases = [
      [{ name: 'market/spotPrices' }, `${APP}/market/spot-prices`, 'SpotPrices', '/spot-prices'],
      [{ path: 'projects/shop/src/data' }, '/projects/shop/src/data/prices', 'Prices', '/prices'],
      [{ flat: false }, `${APP}/prices/prices`, 'Prices', '/prices'],
      [{ type: 'service' }, `${APP}/prices.service`, 'PricesService', '/prices'],
      [{ project: 'ui' }, '/projects/ui/src/lib/prices', 'Prices', '/prices'],
    ];
    for (const [options, file, name, url] of cases) {
      const changed = changes(several, (await feed(options, several)).tree);
      assert.deepEqual(Object.keys(changed), [`${file}.spec.ts`, `${file}.ts`]);
      assert.ok(changed[`${file}.ts`].includes(`export class ${name} {`), file);
      assert.ok(changed[`${file}.ts`].includes(`>('${url}')`), file);
      assert.ok(changed[`${file}.spec.ts`].includes(`} from './${file.split('/').at(-1)}';`), file);
    }
  });

  test('writes no tests with --skip-tests', async () => {
    for (const transport of ['sse', 'websocket', 'jsonp']) {
      const { tree } = await feed({ transport, skipTests: true });
      assert.deepEqual(Object.keys(changes(shop, tree)), [`${APP}/prices.ts`]);
    }
  });

  test('takes the only project, and says which there are', async () => {
    assert.deepEqual(Object.keys(changes(shop, (await feed({ project: undefined })).tree)).length, 2);
    await assert.rejects(feed({ project: undefined }, several), {
      message: /several projects\. Name one: ng generate ngx-comet:feed NAME --project shop, or .* --project ui\.$/,
    });
    await assert.rejects(feed({ project: 'shp' }), { message: /There is no project "shp"/ });
  });

  test('refuses a name that is no class name, an unknown transport and an unknown option', async () => {
    await assert.rejects(feed({ name: '7up' }), { message: /"7up" gives no class name/ });
    await assert.rejects(feed({ transport: 'ws' }), {
      message: /transport.*"sse", "http-stream", "websocket", "polling", "jsonp"/s,
    });
    await assert.rejects(feed({ transprot: 'sse' }), { message: /transprot/ });
  });

  test('does not overwrite a file', async () => {
    const { tree } = await feed({});

    await assert.rejects(feed({ transport: 'jsonp' }, tree), { message: /prices\.(?:spec\.)?ts/ });
  });
});

describe('ng add --demo', () => {
  const demo = { project: 'shop', demo: true };
  const proxyOf = (/** @type {string} */ text) => JSON.parse(text).projects.shop.architect.serve.options?.proxyConfig;

  test('adds a server, and has the development server start it', async () => {
    const { tree, printed } = await run('ng-add', demo, shop);

    const changed = changes(shop, tree);
    assert.deepEqual(Object.keys(changed), ['/angular.json', '/feed-server.mjs', CONFIG, '/proxy.conf.mjs']);
    assert.equal(proxyOf(changed['/angular.json']), 'proxy.conf.mjs');
    assert.match(changed['/proxy.conf.mjs'], /'\/prices': \{/);
    assert.match(printed, /replace the text of projects\/shop\/src\/app\/app\.ts by this/);
    assert.match(
      printed,
      /selector: 'app-root'[^]*export class App \{[^]*sse\$<number>\('\/prices'\)[^]*Then: ng serve$/,
    );
  });

  test('shows a component of its own where the root component is of an NgModule, or is no placeholder', async () => {
    const written = withFiles(shop, { '/projects/shop/src/app/app.html': '<h1>Shop</h1>\n' });
    const replaced = withFiles(shop, {
      '/projects/shop/src/app/app.ts': `@Component({ selector: 'app-root', template: '' })\nexport class App {}\n`,
    });
    for (const tree of [modules, written, replaced]) {
      const { printed } = await run('ng-add', demo, tree);

      assert.match(printed, /selector: 'app-price'[^]*export class Price \{/);
      assert.doesNotMatch(printed, /replace/);
    }
  });

  test('serves a second application too', async () => {
    const first = await run('ng-add', { project: 'admin', demo: true }, several);
    const second = await run('ng-add', demo, first.tree);

    assert.equal(proxyOf(second.tree.readContent('/angular.json')), 'proxy.conf.mjs');
    assert.deepEqual(Object.keys(changes(first.tree, second.tree)), ['/angular.json', CONFIG]);
  });

  test('leaves a proxy configuration alone, and reads the feed from its own port', async () => {
    const configured = JSON.parse(shop.readContent('/angular.json'));
    configured.projects.shop.architect.serve.configurations.development.proxyConfig = 'own.json';
    const files = {
      '/angular.json': JSON.stringify(configured),
      '/own.json': '{ "/api": { "target": "http://localhost:8080" } }',
    };
    const { tree, printed } = await run('ng-add', demo, withFiles(shop, files));

    assert.deepEqual(Object.keys(changes(withFiles(shop, files), tree)), ['/feed-server.mjs', CONFIG]);
    assert.match(printed, /sse\$<number>\('http:\/\/localhost:4300\/prices'\)[^]*node feed-server\.mjs/);
  });

  test('does not overwrite files of the same names', async () => {
    const files = { '/feed-server.mjs': '// mine\n', '/proxy.conf.mjs': 'export default {};\n' };
    const { tree, printed } = await run('ng-add', demo, withFiles(shop, files));

    assert.deepEqual(Object.keys(changes(withFiles(shop, files), tree)), [CONFIG]);
    assert.match(printed, /'http:\/\/localhost:4300\/prices'/);
  });
});

describe('the feed server of the demo', () => {
  let folder;
  let server;
  let url;

  before(async () => {
    const { tree } = await run('ng-add', { project: 'shop', demo: true }, shop);
    folder = mkdtempSync(join(tmpdir(), 'feed-server-'));
    writeFileSync(join(folder, 'feed-server.mjs'), tree.readContent('/feed-server.mjs'));
    server = spawn(process.execPath, ['feed-server.mjs'], { cwd: folder, env: { ...process.env, FEED_PORT: '0' } });
    const [line] = await once(server.stdout.setEncoding('utf8'), 'data');
    [, url] = /^Feed: (http:\/\/localhost:\d+\/prices)$/m.exec(line) ?? [];
  });
  after(() => {
    server?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The first events of the feed, and the headers of the answer. */
  async function read(count, headers = {}) {
    const answer = await fetch(url, { headers });
    let text = '';
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.split('\n\n').length > count) break;
    }
    const events = [...text.matchAll(/^id: (.+)\ndata: (.+)\n\n/gm)].map(([, id, data]) => ({ id, data }));
    return { events, headers: answer.headers };
  }

  test('sends a price at once, and one more per second', async () => {
    const { events, headers } = await read(2);

    assert.equal(headers.get('content-type'), 'text/event-stream');
    assert.equal(events.length, 2);
    assert.ok(events.every(({ data }) => Number.isFinite(Number(data))));
  });

  test('continues after the last event, and confirms that', async () => {
    const { events } = await read(2);
    const [first, second] = events;
    const resumed = await read(1, { 'last-event-id': first.id });

    assert.deepEqual(resumed.events[0], second);
    assert.equal(resumed.headers.get('last-event-id'), first.id);
    assert.equal((await read(1, { 'last-event-id': 'of-another-run' })).headers.get('last-event-id'), null);
  });

  test('lets pages of other origins read it', async () => {
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'last-event-id' },
    });

    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
    assert.equal(preflight.headers.get('access-control-allow-headers'), '*');
    assert.equal((await fetch(new URL('/other', url))).status, 404);
  });
});
