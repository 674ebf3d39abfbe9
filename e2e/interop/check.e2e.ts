// Checks the questions themselves: a server with a planted fault must be seen.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { inOrder } from './frame/questions';
import { isOpen, type Cell } from './frame/cell';
import { test } from './frame/lab';
import { cuttingProxy } from './frame/proxy';

/** What is sent for the message n. */
const FAULTS: Readonly<Record<string, (n: number) => readonly number[]>> = {
  'a lost message': (n) => (n === 4 ? [] : [n]),
  'a repeated message': (n) => (n === 4 ? [4, 4] : [n]),
  'a late repeat of the last message': (n) => (n === 11 ? [10, 11] : [n]),
  'two messages in the wrong order': (n) => (n === 4 ? [] : n === 5 ? [5, 4] : [n]),
};

test.describe('the checker', () => {
  for (const [fault, sent] of [...Object.entries(FAULTS), ['', (n: number) => [n]] as const]) {
    test(fault === '' ? 'holds without a fault' : `sees ${fault}`, async ({ lab }) => {
      const open = new Set<ServerResponse>();
      const server = createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
        open.add(response);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const proxy = await cuttingProxy(port);
      const http = `http://127.0.0.1:${proxy.port}`;
      const cell: Cell = {
        server: {
          origin: http,
          publish: (_channel, n) => {
            for (const each of sent(n)) for (const response of open) response.write(`data: {"n":${each}}\n\n`);
            return Promise.resolve();
          },
          stop: () => undefined,
        },
        proxy,
        place: { http, ws: '', channel: '' },
        lab,
        subscribed: { recipe: 'sse', url: http },
      };
      await lab.visit(http);
      const feed = await lab.start(cell.subscribed);
      await isOpen(cell, feed);
      // A fault need not be waited for as long as a slow server.
      const asked = inOrder(cell, feed, 1_000);
      if (fault === '') await asked;
      else await expect(asked).rejects.toThrow('numbers of the messages');
      await feed.stop();
      proxy.stop();
      server.closeAllConnections();
      server.close();
    });
  }
});
