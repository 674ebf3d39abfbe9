/** What `pump` needs of a socket or a response. */
interface Writable {
  readonly destroyed: boolean;
  write(bytes: Uint8Array): boolean;
  once(event: 'drain', written: () => void): unknown;
}

/** Bytes per write, as on a busy server. */
const CHUNK = 64 * 1024;

/** Writes all bytes as fast as the peer reads them. */
export function pump(stream: Writable, bytes: Uint8Array): void {
  let at = 0;
  const write = (): void => {
    while (at < bytes.length && !stream.destroyed) {
      const goesOn = stream.write(bytes.subarray(at, (at += CHUNK)));
      if (!goesOn) return void stream.once('drain', write);
    }
  };
  write();
}
