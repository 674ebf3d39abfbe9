// Runs the inputs and reads everything that they say.
import { isPushError } from 'ngx-comet/core';
import { isObservable } from 'rxjs';
import { tagOf, type Input, type Site } from './input';
import { INPUTS } from './inputs';

/** What the inputs said. */
export interface Findings {
  /** The inputs that were run. */
  readonly count: number;
  /** Texts with the secret of an input, with its name. */
  readonly leaks: readonly string[];
  /** Inputs without any error or log line: they show nothing. */
  readonly silent: readonly string[];
}

/** How long an input may run, in milliseconds. */
const LIMIT = 10_000;

/** Runs inputs, all at once, and looks for their secrets in each error and each line of the default logger. */
export async function findLeaks(site: Site, inputs: readonly Input[] = INPUTS): Promise<Findings> {
  const onPage = typeof document === 'object';
  const chosen = inputs.filter(([, , where]) => where === undefined || (where === 'page') === onPage);
  const lines: string[] = [];
  const console = globalThis.console;
  const { warn } = console;
  console.warn = (...all: unknown[]) => void lines.push(all.flatMap((part) => printed(part)).join('\n'));
  const said = await Promise.all(chosen.map(([, run], place) => textsOf(() => run(secretOf(place), site))));
  console.warn = warn;
  return {
    count: chosen.length,
    leaks: chosen.flatMap(([name], place) =>
      [...(said[place] ?? []), ...lines]
        .filter((text) => text.includes(secretOf(place)))
        .map((text) => `${name}: ${text}`),
    ),
    silent: chosen.flatMap(([name], place) => {
      const told = said[place]?.length !== 0 || lines.some((line) => line.includes(tagOf(secretOf(place))));
      return told ? [] : [name];
    }),
  };
}

const secretOf = (place: number): string => `SECRET${place}E`;

/** The texts of all errors of an input. An input that only logs says `logged`. */
function textsOf(run: () => unknown): Promise<readonly string[]> {
  const texts: string[] = [];
  const note = (error: unknown): void => void texts.push(...views(error));
  return new Promise((resolve) => {
    const limit = setTimeout(() => end(), LIMIT);
    const end = (): void => {
      clearTimeout(limit);
      subscription?.unsubscribe();
      resolve(texts);
    };
    let subscription: { unsubscribe: () => void } | undefined;
    try {
      const stream = run();
      if (!isObservable(stream)) return end();
      subscription = stream.subscribe({
        next: (event) => {
          const { error } = Object(event) as { readonly error?: unknown };
          texts.push('emitted');
          if (error !== undefined) note(error);
        },
        error: (error: unknown) => {
          note(error);
          end();
        },
        complete: end,
      });
    } catch (error) {
      note(error);
      end();
    }
  });
}

/** Everything that an application may show of an error; of a `PushError` all but its cause. */
function views(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error), JSON.stringify(error)];
  const cause = isPushError(error) ? undefined : error.cause;
  return [
    error.message,
    String(error),
    JSON.stringify(error),
    JSON.stringify(Object.values(error)),
    (error.stack ?? '').split(/\n\s+at /)[0] ?? '',
    ...(cause === undefined ? [] : views(cause)),
  ];
}

/** What a console shows of a value: the cause of an error too. */
function printed(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  if (value instanceof Error) return [...views(value), ...(value.cause === undefined ? [] : printed(value.cause))];
  return Object.values(value).flatMap((part) => printed(part));
}
