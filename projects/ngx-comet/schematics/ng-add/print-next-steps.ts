import type { Rule, Tree } from '@angular-devkit/schematics';
import { type ProjectDefinition, readWorkspace } from '@schematics/angular/utility';
import { sourceFolder } from '../workspace/find-project';
import { findSource } from '../workspace/find-source';
import { demoUrl } from './add-demo';

/** Prints what to do next: a first feed; with the demo, a component that shows it. */
export function printNextSteps(name: string, demo: boolean): Rule {
  return async (tree, { logger }) => {
    const project = (await readWorkspace(tree)).projects.get(name);
    if (project === undefined) return;
    const steps = demo ? showDemo(tree, project) : FIRST_FEED;
    logger.info([...steps, ...aboutInterceptors(tree, project)].join('\n'));
  };
}

const FIRST_FEED = [
  '',
  'Next, a feed in a component:',
  '',
  "  readonly price$ = inject(PushService).sse$<number>('/prices'); // from 'ngx-comet'; in the template: {{ price$ | async }}",
  '',
  'Or as a service with its tests:  ng generate ngx-comet:feed prices --transport=sse',
  'Or a small server to try it on:  ng add ngx-comet --demo',
];

function showDemo(tree: Tree, project: ProjectDefinition): readonly string[] {
  const prefix = project.prefix ?? 'app';
  const root = `${sourceFolder(project)}/app/app.ts`;
  const replacesRoot = isPlaceholder(tree, root);
  const feed = demoUrl(tree, project.targets.get('serve'));
  return [
    '',
    replacesRoot ? `Next, replace the text of ${root} by this:` : 'Next, show this component:',
    '',
    "  import { AsyncPipe } from '@angular/common';",
    "  import { Component, inject } from '@angular/core';",
    "  import { PushService } from 'ngx-comet';",
    '',
    '  @Component({',
    `    selector: '${prefix}-${replacesRoot ? 'root' : 'price'}',`,
    '    imports: [AsyncPipe],',
    '    template: `{{ price$ | async }}`,',
    '  })',
    `  export class ${replacesRoot ? 'App' : 'Price'} {`,
    `    readonly price$ = inject(PushService).sse$<number>('${feed}');`,
    '  }',
    '',
    feed.startsWith('/') ? 'Then: ng serve' : 'Then: node feed-server.mjs and, in another terminal, ng serve',
  ];
}

/** Whether the root component still shows what `ng new` wrote, which Angular says is "only a placeholder". */
function isPlaceholder(tree: Tree, root: string): boolean {
  const template = root.replace(/\.ts$/, '.html');
  if (!tree.exists(root) || !tree.exists(template)) return false;
  const component = tree.readText(root);
  // A component of an NgModule cannot be replaced by one that has `imports`, and one with another template is no longer
  // what `ng new` wrote.
  if (component.includes('standalone: false') || !component.includes('app.html')) return false;
  return tree.readText(template).includes('only a placeholder');
}

/** Interceptors change requests, so streams use them only if the application says so. */
function aboutInterceptors(tree: Tree, project: ProjectDefinition): readonly string[] {
  const has = (pattern: RegExp) => findSource(tree, sourceFolder(project), (text) => pattern.test(text)) !== undefined;
  if (!has(/\b(?:withInterceptors(?:FromDi)?|HTTP_INTERCEPTORS)\b/) || has(/\bwithHttpClient\b/)) return [];
  return ['', 'This application has HTTP interceptors. providePush(withHttpClient()) runs them for streams too.'];
}
