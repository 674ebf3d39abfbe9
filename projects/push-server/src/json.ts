import { BadRequest } from './refusal.ts';

/**
 * Parses JSON that a client has sent. What is nested deeper than `depth` is refused: `JSON.stringify` calls itself for
 * each level, and would end with an exhausted stack.
 */
export function parseJson(text: string, depth: number): unknown {
  if (isDeeper(text, depth)) throw new BadRequest(`JSON: expected at most ${depth} levels`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new BadRequest('JSON: cannot be parsed');
  }
}

function isDeeper(text: string, depth: number): boolean {
  let level = 0;
  // Strings as a whole, because brackets in them nest nothing.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (token === '[' || token === '{') level += 1;
    else if (token === ']' || token === '}') level -= 1;
    if (level > depth) return true;
  }
  return false;
}
