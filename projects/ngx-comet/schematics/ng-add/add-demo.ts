import { apply, applyTemplates, chain, filter, mergeWith, type Rule, type Tree, url } from '@angular-devkit/schematics';
import { type TargetDefinition, updateWorkspace } from '@schematics/angular/utility';
import type { NamedProject } from '../workspace/find-project';

/** Where the feed is on its server, and below the origin of the page if the development server passes it on. */
const PATH = '/prices';
/** The TCP port of the feed server. */
const PORT = 4300;
const PROXY = 'proxy.conf.mjs';

/**
 * Adds a small feed server. The development server starts it and passes requests on to it, unless it already has a proxy
 * configuration. Files that exist are left as they are.
 */
export function addDemo({ name, project }: NamedProject): Rule {
  return (tree) => {
    const serve = project.targets.get('serve');
    const withProxy = serve !== undefined && proxies(serve).length === 0 && isFree(tree, PROXY);
    const files = apply(url('./files'), [
      applyTemplates({ path: PATH, port: PORT }),
      filter((path) => !tree.exists(path) && (withProxy || !path.endsWith(PROXY))),
    ]);
    return chain([mergeWith(files), ...(withProxy ? [useProxy(name)] : [])]);
  };
}

/** The URL of the feed for pages of this application, after `addDemo`. */
export function demoUrl(tree: Tree, serve: TargetDefinition | undefined): string {
  const passedOn = serve !== undefined && proxies(serve).some((file) => textOf(tree, file).includes(PATH));
  return passedOn ? PATH : `http://localhost:${PORT}${PATH}`;
}

function useProxy(name: string): Rule {
  return updateWorkspace((workspace) => {
    const serve = workspace.projects.get(name)?.targets.get('serve');
    if (serve) serve.options = { ...serve.options, proxyConfig: PROXY };
  });
}

/** The proxy configurations of a development server, over all its configurations. */
function proxies({ options, configurations = {} }: TargetDefinition): readonly string[] {
  return [options, ...Object.values(configurations)]
    .map((each) => each?.['proxyConfig'])
    .filter((file) => typeof file === 'string');
}

/** Whether there is no such file, or the one that the demo of another application has added. */
function isFree(tree: Tree, file: string): boolean {
  return !tree.exists(file) || textOf(tree, file).includes('./feed-server.mjs');
}

function textOf(tree: Tree, file: string): string {
  return tree.read(file)?.toString('utf8') ?? '';
}
