import { wrongOption } from '../checks/check';
import type { Framing, FramingOption } from './framing';
import { chunks } from './chunks';
import { createDelimited } from './delimited';
import { eventStream } from './event-stream';
import { jsonSeq } from './json-seq';
import { lines } from './lines';

const NAMED: Readonly<Record<string, Framing>> = { lines, chunks, 'json-seq': jsonSeq, sse: eventStream };

/** Returns the framing for the option. Throws a `TypeError` if there is none. */
export function resolveFraming(option: FramingOption): Framing {
  const given: unknown = option;
  if (typeof given === 'string' && Object.hasOwn(NAMED, given)) return NAMED[given] as Framing;
  if (typeof given === 'object' && given !== null) {
    const { create, delimiter } = given as Readonly<Record<string, unknown>>;
    // A framing may be the instance of a class. But what every object inherits makes no object a framing.
    if (typeof create === 'function' && create !== inherited('create')) return given as Framing;
    if (Object.hasOwn(given, 'delimiter')) return delimitedBy(delimiter);
  }
  return wrongOption('framing', given, `one of ${Object.keys(NAMED).join(', ')}, { delimiter }, or a Framing`);
}

function inherited(name: string): unknown {
  return (Object.prototype as unknown as Readonly<Record<string, unknown>>)[name];
}

function delimitedBy(delimiter: unknown): Framing {
  if (typeof delimiter !== 'string' || delimiter === '') {
    wrongOption('framing.delimiter', delimiter, 'a non-empty string');
  }
  return { create: () => createDelimited(delimiter) };
}
