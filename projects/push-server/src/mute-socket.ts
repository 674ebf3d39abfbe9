import type { Socket } from 'node:net';

/**
 * Holds back whatever is written to a socket, as a network does that went dark, until the returned function is called.
 *
 * A stream hands over one write at a time, so keeping that one keeps all after it, in order and under the stream's own
 * backpressure. `cork()` would not do: an HTTP response that ends uncorks its socket.
 */
export function muteSocket(socket: Socket): () => void {
  let held: (() => void) | undefined;
  socket._write = (chunk, encoding, done) => {
    held = () => socket._write(chunk, encoding, done);
  };
  socket._writev = (chunks, done) => {
    held = () => socket._writev?.(chunks, done);
  };
  // Its own answer to a peer that hangs up would wait behind what is held back.
  const hangUp = (): void => void socket.destroy();
  socket.once('end', hangUp);
  return () => {
    socket.off('end', hangUp);
    // The prototype's own come to light again.
    Reflect.deleteProperty(socket, '_write');
    Reflect.deleteProperty(socket, '_writev');
    if (!socket.destroyed) held?.();
  };
}
