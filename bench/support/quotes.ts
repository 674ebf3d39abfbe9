/** A small JSON message, as most feeds have them: message `n`, counted from 0. */
export function quote(n: number): string {
  return JSON.stringify({ n, symbol: `S${n % 500}`, price: 100 + (n % 977) / 100 });
}
