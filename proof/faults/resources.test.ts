import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { activeResources, addedTo, resourcesRow } from './resources.ts';

test('a timer that is left over, and one that ends in time', async () => {
  const before = activeResources();
  const timer = setTimeout(() => undefined, 60_000);
  const row = await resourcesRow(before, 50);
  assert.equal(row.outcome, 'red');
  assert.match(row.why ?? '', /^left: 1 Timeout$/);
  clearTimeout(timer);
  setTimeout(() => undefined, 20);
  assert.equal((await resourcesRow(before, 60_000)).outcome, 'held');
});

test('a socket that is left over', async () => {
  const before = activeResources();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const left = addedTo(before, activeResources()).join();
  assert.match(left, /TCPSocketWrap/);
  assert.match(left, /TCPServerWrap/);
  socket.destroy();
  server.close();
  await once(server, 'close');
});
