import { callRule, type Rule, type SchematicContext, type Tree } from '@angular-devkit/schematics';
import { addRootProvider } from '@schematics/angular/utility';
import { lastValueFrom } from 'rxjs';
import { type NamedProject, sourceFolder } from '../workspace/find-project';
import { findSource } from '../workspace/find-source';

/** `providers` that are no array literal. Angular's schematics would write a second property of this name beside them. */
const OTHER_PROVIDERS = /\bproviders\s*(?:[,}]|:\s*[^\s[])/;
const NEW_PROVIDERS = /\bproviders:\s*\[\s*providePush\(\)\s*\]/;

/**
 * Adds `providePush()` to the providers of an application, unless the application already has it. If the providers cannot be
 * found, nothing changes, and a warning says what to do.
 */
export function addProvidePush(application: NamedProject): Rule {
  return async (tree, context) => {
    const present = findSource(tree, sourceFolder(application.project), mentionsProvidePush);
    if (present !== undefined) {
      context.logger.info(`${present} already has providePush(): it is left as it is.`);
      return;
    }
    const changed = await withProvider(application, tree, context);
    if (changed === undefined) {
      context.logger.warn(
        `providePush() was not added, because the providers of "${application.name}" were not found. ` +
          'Streams also work without it, with the default options. ' +
          "To configure them, import it from 'ngx-comet' and add it to the providers of the application.",
      );
      return;
    }
    return () => changed;
  };
}

function mentionsProvidePush(text: string): boolean {
  return /\bprovidePush\b/.test(text) && /['"]ngx-comet['"]/.test(text);
}

/** A copy of the tree with the provider, or `undefined` if the application is written in a way that Angular's schematics cannot read. */
async function withProvider(
  { name, project }: NamedProject,
  tree: Tree,
  context: SchematicContext,
): Promise<Tree | undefined> {
  const rule = addRootProvider(name, ({ code, external }) => code`${external('providePush', 'ngx-comet')}()`);
  let changed: Tree;
  try {
    changed = await lastValueFrom(callRule(rule, tree.branch(), context));
  } catch (error) {
    context.logger.debug(String(error));
    return undefined;
  }
  const file = findSource(changed, sourceFolder(project), (text) => text.includes('providePush()'));
  if (file === undefined) return undefined;
  const second = OTHER_PROVIDERS.test(tree.readText(file)) && NEW_PROVIDERS.test(changed.readText(file));
  return second ? undefined : changed;
}
