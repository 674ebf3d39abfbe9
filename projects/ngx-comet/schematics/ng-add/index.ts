import { chain, type Rule } from '@angular-devkit/schematics';
import { readWorkspace } from '@schematics/angular/utility';
import { findApplication } from '../workspace/find-project';
import { addDemo } from './add-demo';
import { addProvidePush } from './add-provide-push';
import type { NgAddOptions } from './ng-add-options';
import { printNextSteps } from './print-next-steps';

/** `ng add ngx-comet`: the Angular CLI has added the dependency before it calls this. */
export default function ngAdd({ project, demo = false }: NgAddOptions): Rule {
  return async (tree) => {
    const application = findApplication(await readWorkspace(tree), project, 'ng add ngx-comet');
    return chain([
      addProvidePush(application),
      ...(demo ? [addDemo(application)] : []),
      printNextSteps(application.name, demo),
    ]);
  };
}
