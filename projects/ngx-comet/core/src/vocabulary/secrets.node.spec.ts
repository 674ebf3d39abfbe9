/** @jest-environment node */
import { WebSocket } from 'ws';
import { findLeaks } from '../../../../../tools/browser/secrets/probe';
import { serveEchoes, type EchoServer } from '../../../../../tools/browser/secrets/server';

describe('the errors and log lines of Node', () => {
  let server: EchoServer;
  const platform = globalThis as { WebSocket?: unknown };
  const own = platform.WebSocket;

  beforeAll(async () => {
    server = await serveEchoes();
  });

  afterAll(async () => {
    platform.WebSocket = own;
    await server.stop();
  });

  it.each([
    ['its own WebSocket', own],
    ['ws', WebSocket],
  ])('hold no secret of their input, with %s', async (_, socket) => {
    platform.WebSocket = socket;
    const { count, leaks, silent } = await findLeaks(server);
    expect(leaks).toEqual([]);
    expect(silent).toEqual([]);
    expect(count).toBeGreaterThan(120);
  });
});
