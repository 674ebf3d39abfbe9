import { wrongOption } from '../checks/check';
import type { FramerFactory } from './bounded-framer';
import type { HttpFraming } from './by-type';
import { chunks } from './chunks';
import { createDelimited } from './delimited';
import { eventStream } from './event-stream';
import type { Framing, FramingOption } from './framing';
import { guardedFramer } from './guarded-framer';
import { jsonSeq } from './json-seq';
import { jsonValues } from './json-values';
import { lines } from './lines';

declare const ngDevMode: object | boolean | undefined;

const NAMED: Readonly<Record<string, FramerFactory>> = {
  lines,
  chunks,
  json: jsonValues,
  'json-seq': jsonSeq,
  sse: eventStream,
};

/** Returns the framing for the option. Throws a `TypeError` if there is none; a production build of Angular takes lines. */
export function resolveFraming(option: Exclude<FramingOption, 'by-type'>, more: readonly string[] = []): FramerFactory {
  const given: unknown = option;
  if (typeof given === 'string' && Object.hasOwn(NAMED, given)) return NAMED[given] as FramerFactory;
  if (typeof given === 'object' && given !== null) {
    const { create, delimiter } = given as Readonly<Record<string, unknown>>;
    // A framing may be the instance of a class. But what every object inherits makes no object a framing.
    if (typeof create === 'function' && create !== inherited('create')) return guardedFramer(given as Framing);
    if (Object.hasOwn(given, 'delimiter')) return delimitedBy(delimiter);
  }
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    const names = [...Object.keys(NAMED), ...more].join(', ');
    wrongOption('framing', given, `one of ${names}, { delimiter }, or a Framing`);
  }
  return lines;
}

/** The same for answers over HTTP, which have a type. */
export function resolveHttpFraming(option: FramingOption): HttpFraming {
  return option === 'by-type' ? option : resolveFraming(option, ['by-type']);
}

/** The default header for the cursor: that of event streams, whose messages have ids of their own. */
export function cursorHeader(option: FramingOption | undefined): string | undefined {
  return option === 'sse' || option === 'by-type' ? 'Last-Event-ID' : undefined;
}

function inherited(name: string): unknown {
  return (Object.prototype as unknown as Readonly<Record<string, unknown>>)[name];
}

function delimitedBy(delimiter: unknown): FramerFactory {
  if (typeof delimiter !== 'string' || delimiter === '') {
    if (typeof ngDevMode === 'undefined' || ngDevMode)
      wrongOption('framing.delimiter', delimiter, 'a non-empty string');
    // An empty delimiter is found everywhere, without end.
    return lines;
  }
  return (listener) => createDelimited(listener, delimiter);
}
