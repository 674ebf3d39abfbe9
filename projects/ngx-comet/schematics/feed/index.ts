import {
  apply,
  applyTemplates,
  filter,
  mergeWith,
  move,
  type Rule,
  SchematicsException,
  strings,
  url,
} from '@angular-devkit/schematics';
import { readWorkspace } from '@schematics/angular/utility';
import { posix } from 'node:path';
import { defaultFolder, findProject } from '../workspace/find-project';
import type { FeedOptions, FeedTransport } from './feed-options';

interface Templates {
  /** The folder below `files`. */
  readonly folder: string;
  /** What is filled into the templates of this folder. */
  readonly values?: { readonly factory: string; readonly options: string; readonly description: string };
}

const TEMPLATES: Readonly<Record<FeedTransport, Templates>> = {
  sse: {
    folder: 'stream',
    values: {
      factory: 'sse$',
      options: '',
      description: 'Connects on subscription, reconnects after a loss, and disconnects on unsubscribing.',
    },
  },
  'http-stream': {
    folder: 'stream',
    values: {
      factory: 'httpStream$',
      options: ", { onEnd: 'reconnect' }",
      description:
        'Lines of JSON. Connects on subscription, reconnects after a loss, and disconnects on unsubscribing.',
    },
  },
  polling: {
    folder: 'stream',
    values: {
      factory: 'pollingStream$',
      options: ', { interval: 5_000 }',
      description: 'Asks on subscription and then 5 s after each answer, until it is unsubscribed.',
    },
  },
  websocket: { folder: 'websocket' },
  jsonp: { folder: 'jsonp' },
};

/** `ng generate ngx-comet:feed NAME`: a service with a feed, and its tests. */
export default function feed({ transport = 'sse', flat = true, type = '', ...options }: FeedOptions): Rule {
  return async (tree) => {
    const { project } = findProject(await readWorkspace(tree), options.project, 'ng generate ngx-comet:feed NAME');
    const { dir, base } = posix.parse(posix.join('/', options.path ?? defaultFolder(project), options.name));
    const name = strings.dasherize(base);
    const { folder, values } = TEMPLATES[transport];
    const files = apply(url(`./files/${folder}`), [
      filter((path) => options.skipTests !== true || !path.endsWith('.spec.ts.template')),
      applyTemplates({
        ...values,
        name,
        file: type === '' ? name : `${name}.${strings.dasherize(type)}`,
        entity: className(base),
        className: className(base) + strings.classify(type),
      }),
      move(flat ? dir : posix.join(dir, name)),
    ]);
    return mergeWith(files);
  };
}

function className(name: string): string {
  const classified = strings.classify(name);
  if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(classified)) return classified;
  throw new SchematicsException(`"${name}" gives no class name: "${classified}".`);
}
