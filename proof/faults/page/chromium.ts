import { createHash, X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from '@playwright/test';
import { Observable, type Subscriber } from 'rxjs';
import { CHROMIUM } from '../../../tools/browser/chromium.ts';
import { bundle } from '../../support/bundle.ts';
import type { World } from '../cell.ts';
import type { ClientPlan } from '../clients.ts';
import type { Seen } from '../story.ts';
import type { Told } from './bridge.ts';

const PAGE =
  '<!doctype html><title>faults</title><link rel="icon" href="data:,"><body><script src="/page.js"></script>';

/** A page in Chromium that opens streams. */
export interface OpenPage {
  /** As {@link World.open}. */
  readonly open: (plan: ClientPlan) => Observable<Seen>;
  /** Opens a WebSocket without the library. Resolves with its `close()` when it is open. */
  readonly openSocket: (url: string) => Promise<() => Promise<void>>;
  readonly version: string;
  close(): Promise<void>;
}

interface Stream {
  readonly subscriber: Subscriber<Seen>;
  readonly unsent: ClientPlan['unsent'];
}

/** Starts Chromium with a page of a server on the loopback, which trusts the right certificate. */
export async function openPage({ tls }: World): Promise<OpenPage> {
  const script = await bundle(new URL('page.ts', import.meta.url), 'browser');
  const server = createServer(({ url }, response) => {
    const [type, body] = url === '/page.js' ? ['text/javascript', script] : ['text/html', PAGE];
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const trusted = tls === undefined ? [] : [`--ignore-certificate-errors-spki-list=${pinOf(tls.right.cert)}`];
  const browser = await chromium.launch({
    ...CHROMIUM,
    args: [...CHROMIUM.args, ...trusted],
    // Playwright would only close the browser.
    handleSIGTERM: false,
  });
  const terminated = (): void => process.exit(143);
  process.once('SIGTERM', terminated);
  const page = await browser.newPage();
  const streams = new Map<number, Stream>();
  await page.exposeFunction('told', (stream: number, told: Told) => tell(streams.get(stream), told));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  let opened = 0;
  return {
    open: ({ outgoing, unsent, ...plan }) =>
      new Observable((subscriber) => {
        const stream = ++opened;
        streams.set(stream, { subscriber, unsent });
        const failed = (error: unknown): void => subscriber.error(error);
        void page.evaluate(([id, given]) => window.faults.open(id, given), [stream, plan] as const).catch(failed);
        subscriber.add(
          outgoing.subscribe((command) => {
            void page.evaluate(([id, sent]) => window.faults.send(id, sent), [stream, command] as const).catch(failed);
          }),
        );
        // What is unsent is told after unsubscribing, so the stream is not forgotten.
        return () => void page.evaluate((id) => window.faults.close(id), stream).catch(() => undefined);
      }),
    openSocket: async (url) => {
      await page.evaluate((to) => window.faults.openSocket(to), url);
      return () => page.evaluate((to) => window.faults.closeSocket(to), url);
    },
    version: browser.version(),
    close: async () => {
      process.off('SIGTERM', terminated);
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function tell(stream: Stream | undefined, told: Told): void {
  if (stream === undefined) return;
  switch (told.kind) {
    case 'seen':
      // The clocks of the page and of this process begin at different times.
      return stream.subscriber.next({ ...told.seen, at: performance.now() });
    case 'error':
      return stream.subscriber.error({ code: told.code });
    case 'complete':
      return stream.subscriber.complete();
    case 'unsent':
      return stream.unsent(told.given);
  }
}

/** Of the key of a certificate (RFC 7469 §2.4). */
function pinOf(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}
