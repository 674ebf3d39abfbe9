import type { Socket } from 'node:net';

/** Whether a socket holds back what is written to it. */
export function isMuted(socket: Socket): boolean {
  return Object.hasOwn(socket, '_write');
}

/**
 * Holds back everything that is written to a socket, like a dead network, until the returned function is called.
 *
 * A stream passes one write at a time. Holding one write thus holds all later ones, in order and with the stream's own
 * backpressure. `cork()` is not enough: an HTTP response uncorks its socket at its end.
 */
export function muteSocket(socket: Socket): () => void {
  let held: (() => void) | undefined;
  socket._write = (chunk, encoding, done) => {
    held = () => socket._write(chunk, encoding, done);
  };
  socket._writev = (chunks, done) => {
    held = () => socket._writev?.(chunks, done);
  };
  // Otherwise its own close would wait behind the data that is held back.
  const hangUp = (): void => void socket.destroy();
  socket.once('end', hangUp);
  return () => {
    socket.off('end', hangUp);
    // The methods of the prototype take effect again.
    Reflect.deleteProperty(socket, '_write');
    Reflect.deleteProperty(socket, '_writev');
    if (!socket.destroyed) held?.();
  };
}
