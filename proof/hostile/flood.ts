import type { Writable } from 'node:stream';

const MOST = 268_435_456;

/** Writes a text again and again, as fast as it is taken, until the client hangs up or `most` bytes are written. */
export function flood(out: Writable, text: string, first = '', most = MOST): void {
  let left = most;
  const more = (): void => {
    let roomy = true;
    while (roomy && left > 0 && !out.destroyed) {
      left -= text.length;
      roomy = out.write(text);
    }
    if (left <= 0) out.end();
  };
  out.on('error', () => undefined).on('drain', more);
  out.write(first);
  more();
}

/** Writes a text, then a byte now and then, until the client hangs up. */
export function drip(out: Writable, first: string): void {
  out.on('error', () => undefined).write(first);
  const timer = setInterval(() => out.write('1'), 50);
  out.once('close', () => clearInterval(timer));
}
