// A hostile response can do nothing to the page or to another call from inside its frame.
import { type Page } from '@playwright/test';
import { answering, ask, expect, test } from './fixtures';
import { poll } from '../support/poll';

// A trace adds listeners to the page, which these tests count, and takes longer than the calls.
test.use({ trace: 'off' });

/** Runs each expression in the frame, and calls back with its value or the name of its error. */
const attempts =
  (expressions: Record<string, string>) =>
  (callback: string): string =>
    `var out = {};
     function attempt(name, run) { try { var v = run(); out[name] = v === undefined ? 'nothing' : String(v) } catch (e) { out[name] = e.name } }
     ${Object.entries(expressions)
       .map(([name, expression]) => `attempt(${JSON.stringify(name)}, function () { return ${expression} });`)
       .join('\n')}
     ${callback}(out)`;

const DENIED = 'SecurityError';

async function secretsOf(page: Page): Promise<unknown> {
  return page.evaluate(() => ({
    dom: document.querySelector('#secret')?.textContent,
    cookie: document.cookie,
    storage: localStorage.getItem('key'),
    global: (window as { secret?: unknown }).secret,
    polluted: 'polluted' in {} || 'polluted' in [],
    url: location.pathname,
  }));
}

const INTACT = {
  dom: 'dom-secret',
  cookie: 'page=cookie-secret',
  storage: 'storage-secret',
  global: 'global-secret',
  polluted: false,
  url: '/account/page',
};

test('reads nothing of the page', async ({ open, site }) => {
  const page = await open();
  const path = answering(
    site,
    attempts({
      origin: 'self.origin',
      dom: 'parent.document.querySelector("#secret").textContent',
      topDom: 'top.document.body.innerHTML',
      global: 'parent.secret',
      topGlobal: 'top.secret',
      location: 'parent.location.href',
      frameElement: 'frameElement',
      opener: 'opener',
      cookie: 'document.cookie',
      setCookie: 'document.cookie = "page=stolen"',
      localStorage: 'localStorage.getItem("key")',
      sessionStorage: 'sessionStorage.length',
      evaluate: 'eval("1")',
      construct: 'Function("return 1")()',
      indexed: '(indexedDB.open("x"), "opened")',
      caches: 'caches.open === undefined',
      worker: 'navigator.serviceWorker.controller',
      named: 'parent.frames["secret"]',
      setGlobal: 'parent.secret = "stolen"',
      write: 'parent.document.write("stolen")',
    }),
  );
  const { values } = await ask(page, site.stranger(path));
  const out = values[0] as Record<string, string>;
  for (const name of [
    'dom',
    'topDom',
    'global',
    'topGlobal',
    'location',
    'cookie',
    'setCookie',
    'localStorage',
    'sessionStorage',
    'named',
    'setGlobal',
    'write',
  ]) {
    expect(out[name], name).toBe(DENIED);
  }
  expect(out['indexed']).not.toBe('opened');
  expect(out).toMatchObject({
    origin: 'null',
    frameElement: 'null',
    opener: 'null',
    evaluate: 'EvalError',
    construct: 'EvalError',
  });
  expect(await secretsOf(page)).toEqual(INTACT);
});

test('learns only the origin of the page', async ({ open, site }) => {
  const page = await open({ referrerPolicy: 'unsafe-url' });
  const path = answering(
    site,
    attempts({
      base: 'document.baseURI',
      link: 'Object.assign(document.createElement("a"), { href: "" }).href',
      referrer: 'document.referrer',
      location: 'location.href',
      name: 'window.name',
      markup: 'document.documentElement.outerHTML',
    }),
  );
  const { values } = await ask(page, site.stranger(path));
  expect(JSON.stringify(values)).not.toContain('url-secret');
  expect(JSON.stringify(values)).not.toContain('account');
  expect(site.strangerSeen.at(-1)?.headers).not.toHaveProperty('referer');
  expect(site.strangerSeen.at(-1)?.headers).not.toHaveProperty('cookie');
});

test('navigates, opens, prompts and saves nothing', async ({ open, site }) => {
  const page = await open();
  const events: string[] = [];
  page.on('dialog', (dialog) => {
    events.push(`dialog ${dialog.type()}`);
    void dialog.dismiss();
  });
  page.context().on('page', () => events.push('popup'));
  page.on('download', () => events.push('download'));
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) events.push(`navigated to ${frame.url()}`);
  });
  const target = JSON.stringify(site.elsewhere('/page'));
  const path = answering(
    site,
    attempts({
      assign: `top.location = ${target}`,
      replace: `top.location.replace(${target})`,
      href: `parent.location.href = ${target}`,
      hash: `parent.location.hash = 'stolen'`,
      script: `top.location = 'javascript:document.body.remove()'`,
      open: `open(${target})`,
      openTop: `open(${target}, '_top')`,
      link: `Object.assign(document.documentElement.appendChild(document.createElement('a')), { href: ${target}, target: '_top' }).click()`,
      download: `Object.assign(document.documentElement.appendChild(document.createElement('a')), { href: 'data:,x', download: 'x.txt' }).click()`,
      form: `Object.assign(document.documentElement.appendChild(document.createElement('form')), { action: ${target}, target: '_top' }).submit()`,
      refresh: `document.head.insertAdjacentHTML('beforeend', '<meta http-equiv="refresh" content="0; url=javascript:1">')`,
      base: `document.head.insertAdjacentHTML('beforeend', '<base target="_top" href=' + ${target} + '>')`,
      formTop: `document.documentElement.insertAdjacentHTML('beforeend', '<form method="post" target="_parent" action=' + ${target} + '><button>x</button></form>') || document.forms[1].requestSubmit()`,
      modal: `document.documentElement.appendChild(document.createElement('dialog')).showModal()`,
      protocol: `top.location = 'mailto:somebody@elsewhere.example'`,
      pointer: `void document.documentElement.requestPointerLock()`,
      parentFocus: `parent.focus()`,
      alert: `alert('x')`,
      confirm: `confirm('x')`,
      prompt: `prompt('x')`,
      print: `print()`,
      back: `history.back()`,
      beforeunload: `addEventListener('beforeunload', function (e) { e.preventDefault(); e.returnValue = 'x' })`,
      fullscreen: `void document.documentElement.requestFullscreen()`,
      focus: `(document.body || document.documentElement).appendChild(document.createElement('input')).focus()`,
    }),
  );
  const outcome = await ask(page, site.stranger(path));
  expect(outcome.code).toBeUndefined();
  // A second call takes some time: everything that the first one has started would have happened by then.
  expect((await ask(page, site.stranger(answering(site, (callback) => `${callback}(2)`)))).values).toEqual([2]);
  expect(events).toEqual([]);
  expect(site.elsewhereSeen).toEqual([]);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  expect(await secretsOf(page)).toEqual(INTACT);
});

test('loads nothing from other origins', async ({ open, site }) => {
  const page = await open();
  const url = (path: string): string => JSON.stringify(site.elsewhere(path));
  const path = answering(
    site,
    (callback) => `
      var add = function (tag, properties) { return document.documentElement.appendChild(Object.assign(document.createElement(tag), properties)) };
      var quietly = function (run) { try { run() } catch (e) {} };
      quietly(function () { add('img', { src: ${url('/img')} }) });
      quietly(function () { add('link', { rel: 'stylesheet', href: ${url('/style')} }) });
      quietly(function () { add('link', { rel: 'preload', as: 'script', href: ${url('/preload')} }) });
      quietly(function () { add('iframe', { src: ${url('/frame')} }) });
      quietly(function () { add('object', { data: ${url('/object')} }) });
      quietly(function () { add('video', { src: ${url('/video')} }) });
      quietly(function () { fetch(${url('/fetch')}).catch(function () {}) });
      quietly(function () { navigator.sendBeacon(${url('/beacon')}, 'x') });
      quietly(function () { var x = new XMLHttpRequest(); x.open('GET', ${url('/xhr')}); x.send() });
      quietly(function () { new WebSocket(${url('/socket').replace('http', 'ws')}) });
      quietly(function () { new EventSource(${url('/events')}) });
      quietly(function () { new Worker(${url('/worker')}) });
      quietly(function () { new Worker(URL.createObjectURL(new Blob(['importScripts(${url('/imported').replaceAll('"', '\\"')})']))) });
      quietly(function () { import(${url('/module')}).catch(function () {}) });
      quietly(function () { add('form', { action: ${url('/form')} }).submit() });
      var script = add('script', { src: ${url('/script')} });
      script.onload = script.onerror = function (e) { ${callback}(e.type) };`,
  );
  // The script that it added calls back when it is refused: by then everything before it was refused, too.
  const outcome = await ask(page, site.stranger(path));
  expect(['no-callback', undefined]).toContain(outcome.code);
  expect((await ask(page, site.stranger(answering(site, (callback) => `${callback}(2)`)))).values).toEqual([2]);
  expect(site.elsewhereSeen.map((seen) => seen.path)).toEqual([]);
});

test('starts no workers, and leaves nothing in the history', async ({ open, site }) => {
  const page = await open();
  const report = (name: string): string => site.stranger(`/ran?${name}`);
  site.answers.set('/worker', () => `importScripts('${report('worker')}')`);
  site.answers.set('/ran', () => '');
  // It waits for everything that it has started, because its frame is removed when it ends.
  const path = answering(
    site,
    (callback) => `
      var quietly = function (run) { try { run() } catch (e) {} };
      var blob = function (name) {
        return URL.createObjectURL(new Blob(['importScripts("${report('')}' + name + '")'], { type: 'text/javascript' }));
      };
      quietly(function () { new Worker('${site.stranger('/worker')}') });
      quietly(function () { new Worker(blob('blob')) });
      quietly(function () { new Worker('data:text/javascript,importScripts("${report('data')}")') });
      quietly(function () { new SharedWorker(blob('shared')) });
      quietly(function () { navigator.serviceWorker.register('${site.stranger('/worker')}').catch(function () {}) });
      quietly(function () { history.pushState(1, '', '#pushed') });
      quietly(function () { location.hash = 'pushed' });
      for (var end = Date.now() + 500; Date.now() < end;);
      ${callback}('done')`,
  );
  const before = await page.evaluate(() => history.length);
  expect((await ask(page, site.stranger(path))).values).toEqual(['done']);
  expect(site.strangerSeen.map((seen) => seen.path)).toEqual([path]);
  await poll(() => page.workers().length).toBe(0);
  expect(await page.evaluate(() => history.length)).toBe(before);
  expect(await secretsOf(page)).toEqual(INTACT);
});

// Without its element, the end of the script is not reported, so its frame exists longer.
const STAY = 'document.currentScript.remove();';

test('the frame has no WebRTC, but a frame in the frame has', async ({ open, site }) => {
  const page = await open();
  const inner = answering(site, () => `parent.postMessage(typeof RTCPeerConnection, '*')`);
  const path = answering(
    site,
    (callback) => `${STAY}
      onmessage = function (event) { ${callback}([typeof RTCPeerConnection, typeof webkitRTCPeerConnection, event.data]) };
      var frame = document.createElement('iframe');
      frame.srcdoc = '<script src="${site.stranger(inner)}"></' + 'script>';
      document.documentElement.appendChild(frame);`,
  );
  expect((await ask(page, site.stranger(path))).values).toEqual([['undefined', 'undefined', 'function']]);
});

test('a frame that navigates itself sends a request anywhere', async ({ open, site }) => {
  const page = await open();
  const path = answering(site, () => `${STAY} location = '${site.elsewhere('/page?out=data')}'`);
  const outcome = ask(page, site.stranger(path), { timeout: 2_000 });
  await poll(() => site.elsewhereSeen.map(({ query }) => query.get('out'))).toEqual(['data']);
  expect(site.elsewhereSeen[0]?.headers).not.toHaveProperty('referer');
  expect(['timeout', 'no-callback']).toContain((await outcome).code);
  expect(await secretsOf(page)).toEqual(INTACT);
});

test('cannot flood the page with messages', async ({ open, site }) => {
  const page = await open();
  const flood = (callback: string): string => `
    for (var i = 0; i < 20000; i++) {
      parent.postMessage('${callback}', '*');
      parent.postMessage(['answer', 'forged'], '*', i % 100 ? [] : [new MessageChannel().port2]);
      ${callback}({ n: i });
    }`;
  const outcome = await ask(page, site.stranger(answering(site, flood)));
  expect(outcome.values).toEqual([{ n: 0 }]);
  expect(await page.evaluate(() => window.comet.traces())).toMatchObject({ frames: 0, globals: [] });
  // Messages that arrive later have no effect.
  expect((await ask(page, site.stranger(answering(site, (callback) => `${callback}(2)`)))).values).toEqual([2]);
  expect(await secretsOf(page)).toEqual(INTACT);
});

test('may forge only its own response', async ({ open, site }) => {
  const page = await open();
  // It sends the same greeting as the bootstrap, but later, and uses a port of its own.
  const path = answering(
    site,
    (callback) => `
      [['answer', 'forged'], ['error'], ['load'], ['threw'], ['blocked', 'x'], ['uncloneable']].forEach(function (report) {
        var channel = new MessageChannel();
        parent.postMessage('${callback}', '*', [channel.port2]);
        channel.port1.postMessage(report);
      });
      ${callback}('its own')`,
  );
  expect((await ask(page, site.stranger(path))).values).toEqual(['its own']);
});

test('a redirect to another origin is refused, and the message names it', async ({ open, site }) => {
  const page = await open();
  const path = answering(site, (callback, _, response) => {
    response.writeHead(302, { location: site.elsewhere(`/?callback=${callback}`) }).end();
    return undefined;
  });
  const outcome = await ask(page, site.stranger(path));
  expect(outcome).toMatchObject({
    code: 'script',
    message: expect.stringContaining('redirected'),
    values: [],
  });
  expect(site.elsewhereSeen).toEqual([]);
});

test('changes only its own frame, and no function that the bootstrap has kept', async ({ open, site }) => {
  const page = await open();
  const path = answering(
    site,
    (callback) => `
      Object.prototype.polluted = Array.prototype.polluted = 1;
      [MessagePort, Window, Array, Object, Function, JSON, Event].forEach(function (type) {
        var target = type.prototype || type;
        Object.getOwnPropertyNames(target).forEach(function (name) {
          if (name === 'constructor') return;
          try { Object.defineProperty(target, name, { value: function () { return 'tampered' } }) } catch (e) {}
        });
      });
      MessageChannel = Proxy = Reflect = undefined;
      ${callback}({ a: 1 })`,
  );
  expect((await ask(page, site.stranger(path))).values).toEqual([{ a: 1 }]);
  expect(await secretsOf(page)).toEqual(INTACT);
  expect(await page.evaluate(() => [JSON.stringify({}), [1].map(String).join(), typeof MessageChannel])).toEqual([
    '{}',
    '1',
    'function',
  ]);
});

// A page that is the only entry of its history can be closed by script (HTML, "script-closable"), but not by a sandboxed
// frame. But Firefox 153 closes it.
test('does not close a page that has a history', async ({ open, site, page }) => {
  await page.goto('about:blank');
  await page.goto(site.page());
  await open({ nonce: 'another-url' });
  const path = answering(site, attempts({ top: 'top.close()', parent: 'parent.close()', own: 'close()' }));
  expect((await ask(page, site.stranger(path))).code).toBeUndefined();
  expect(await secretsOf(page)).toEqual(INTACT);
});

test.describe('another window that poses as the frame', () => {
  test('is ignored, whatever it sends', async ({ open, site }) => {
    const page = await open();
    // It sees the request, so it knows the name in the frame's greeting. But it does not have the frame's window.
    const path = answering(site, () => undefined);
    const outcome = ask(page, site.stranger(path), { timeout: 1_500 });
    await poll(() => site.strangerSeen.length).toBe(1);
    const name = site.strangerSeen[0]?.query.get('callback') ?? '';
    await page.evaluate(
      (token) =>
        new Promise<void>((resolve) => {
          const frame = document.createElement('iframe');
          frame.setAttribute('sandbox', 'allow-scripts');
          frame.srcdoc = `<script>
            ['${token}', ['answer', 'forged'], { name: '${token}', data: 'forged' }].forEach(function (data) {
              parent.postMessage(data, '*');
              var channel = new MessageChannel();
              parent.postMessage(data, '*', [channel.port2]);
              channel.port1.postMessage(['answer', 'forged']);
              for (var i = 0; i < parent.length; i++) parent[i].postMessage(data, '*', [new MessageChannel().port2]);
            });
          </script>`;
          frame.onload = () => {
            // The page's own windows can post, too.
            const { port1, port2 } = new MessageChannel();
            window.postMessage(token, '*', [port2]);
            port1.postMessage(['answer', 'forged']);
            window.dispatchEvent(
              new MessageEvent('message', { data: token, origin: 'null', ports: [new MessageChannel().port2] }),
            );
            resolve();
          };
          document.body.append(frame);
        }),
      name,
    );
    expect(await outcome).toMatchObject({ values: [], code: 'timeout' });
  });

  test('of another call at the same time is ignored, too', async ({ open, site }) => {
    const page = await open();
    const victim = answering(site, (callback, _, response) => {
      setTimeout(() => response.end(`${callback}('mine')`), 500);
      return undefined;
    });
    const outcome = ask(page, site.stranger(victim));
    await poll(() => site.strangerSeen.length).toBe(1);
    const name = site.strangerSeen[0]?.query.get('callback') ?? '';
    const attacker = answering(
      site,
      (callback) => `
        var say = function (window) {
          var channel = new MessageChannel();
          try { window.postMessage('${name}', '*', [channel.port2]); channel.port1.postMessage(['answer', 'forged']) } catch (e) {}
          try { window['${name}']('forged') } catch (e) {}
          try { window.location = 'data:text/html,gone' } catch (e) {}
          try { window.document.body.textContent = 'gone' } catch (e) {}
        };
        say(parent); for (var i = 0; i < parent.length; i++) if (parent[i] !== self) say(parent[i]);
        ${callback}('attacked')`,
    );
    expect((await ask(page, site.stranger(attacker))).values).toEqual(['attacked']);
    expect((await outcome).values).toEqual(['mine']);
  });
});

test.describe('a response that ends its own frame', () => {
  const ways: Record<string, (elsewhere: string, callback: string) => string> = {
    'goes to another page': (elsewhere) => `location = '${elsewhere}'`,
    'goes to data': () => `location = 'data:text/html,<script>parent.postMessage(1, "*")</' + 'script>'`,
    'goes to a script': () => `location = 'javascript:parent.postMessage(1, "*")'`,
    'goes on and on': () => `location.reload()`,
    'is refreshed to another page': (elsewhere) =>
      `document.head.insertAdjacentHTML('beforeend', '<meta http-equiv="refresh" content="0; url=${elsewhere}">')`,
    'submits itself to another page': (elsewhere) =>
      `document.documentElement.insertAdjacentHTML('beforeend', '<form action="${elsewhere}"></form>'); document.forms[0].submit()`,
    'writes another document': () => `document.open(); document.write('<p>other'); document.close()`,
    'removes everything': () => `document.documentElement.remove()`,
    'stops loading': () => `stop()`,
    'stops all listeners': () =>
      `['load', 'error'].forEach(function (type) { addEventListener(type, function (e) { e.stopImmediatePropagation() }, true); document.addEventListener(type, function (e) { e.stopImmediatePropagation() }, true) })`,
    'closes the window': () => `close()`,
  };
  for (const [name, script] of Object.entries(ways)) {
    test(name, async ({ open, site }) => {
      const page = await open();
      const path = answering(site, (callback) => script(site.elsewhere(`/page?callback=${callback}`), callback));
      const outcome = await ask(page, site.stranger(path), { timeout: 20_000 });
      expect(outcome.code).toBe('no-callback');
      expect(outcome.ms).toBeLessThan(15_000);
      expect(await page.evaluate(() => window.comet.traces().frames)).toBe(0);
      expect(await secretsOf(page)).toEqual(INTACT);
    });
  }
});

test('a response after the timeout has no effect', async ({ open, site }) => {
  const page = await open();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  for (const contain of [true, false]) {
    const before = await page.evaluate(() => window.comet.traces());
    let send: (() => void) | undefined;
    const path = answering(site, (callback, _, response) => {
      send = () => response.end(`window.ran = true; ${callback}('late'); ${callback}('later')`);
      return undefined;
    });
    expect(await ask(page, site.stranger(path), { contain, timeout: 300 })).toMatchObject({
      code: 'timeout',
      values: [],
    });
    // The function for the late call stays in the page as long as the load.
    const waiting = await page.evaluate(() => window.comet.traces());
    expect(waiting).toEqual({ ...before, globals: contain ? [] : [expect.any(String)] });
    send?.();
    await poll(() => page.evaluate(() => 'ran' in window)).toBe(!contain);
    await poll(() => page.evaluate(() => window.comet.traces())).toEqual(before);
  }
  expect(errors).toEqual([]);
});

// Chromium runs the frame in a process of its own, which it ends with the frame. Firefox runs it in the process of the
// page, which hangs until the slow-script warning. So the loop for Firefox has an end.
test('an endless loop does not freeze the page where the browser isolates the frame', async ({
  open,
  site,
  browserName,
}) => {
  const page = await open();
  const isolated = browserName === 'chromium';
  const loop = isolated ? 'var i = 0; for (;;) i++' : 'var end = Date.now() + 2000; while (Date.now() < end);';
  const outcome = ask(page, site.stranger(answering(site, () => loop)), { timeout: 1_000 });
  const life = page.evaluate(
    () =>
      new Promise<{ ticks: number; stall: number }>((resolve) => {
        const started = performance.now();
        let last = started;
        let ticks = 0;
        let stall = 0;
        const tick = (): void => {
          const now = performance.now();
          ticks++;
          stall = Math.max(stall, now - last);
          last = now;
          if (now - started < 1_500) setTimeout(tick, 10);
          else resolve({ ticks, stall });
        };
        tick();
      }),
  );
  expect(isolated ? ['timeout'] : ['timeout', 'no-callback']).toContain((await outcome).code);
  // A busy machine delays a page, too, but not for the whole time of the loop.
  if (isolated) expect((await life).ticks).toBeGreaterThan(20);
  else expect((await life).stall).toBeGreaterThan(700);
  expect((await ask(page, site.stranger(answering(site, (callback) => `${callback}('after')`)))).values).toEqual([
    'after',
  ]);
});
