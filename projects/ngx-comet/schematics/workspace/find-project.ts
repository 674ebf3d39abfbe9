import { SchematicsException } from '@angular-devkit/schematics';
import type { ProjectDefinition, WorkspaceDefinition } from '@schematics/angular/utility';

/** A project of the workspace, with its name. */
export interface NamedProject {
  readonly name: string;
  readonly project: ProjectDefinition;
}

/**
 * The project of this name, or the only one. Throws if there is none of this name, or if several could be meant.
 *
 * @param command the command that the message shows with the option that is missing
 */
export function findProject(workspace: WorkspaceDefinition, name: string | undefined, command: string): NamedProject {
  return choose(workspace, name, 'project', [...workspace.projects.keys()], command);
}

/** The application of this name, or the only one. Throws for libraries too. */
export function findApplication(
  workspace: WorkspaceDefinition,
  name: string | undefined,
  command: string,
): NamedProject {
  const applications = [...workspace.projects].filter(([, project]) => !isLibrary(project)).map(([each]) => each);
  const wanted = name === undefined ? undefined : workspace.projects.get(name);
  if (name !== undefined && wanted !== undefined && isLibrary(wanted)) {
    throw new SchematicsException(
      `"${name}" is a library, but providePush() is for applications. ` +
        (applications.length > 0
          ? `Name the application: ${commands(command, applications)}.`
          : 'A library only lists ngx-comet in the peerDependencies of its package.json.'),
    );
  }
  return choose(workspace, name, 'application', applications, command);
}

/** The folder of a project's sources, without slashes at its ends. */
export function sourceFolder({ sourceRoot, root }: ProjectDefinition): string {
  return (sourceRoot ?? `${root}/src`).replace(/^\/+|\/+$/g, '');
}

/** The folder in which `ng generate` writes, without slashes at its ends. */
export function defaultFolder(project: ProjectDefinition): string {
  return `${sourceFolder(project)}/${isLibrary(project) ? 'lib' : 'app'}`;
}

function choose(
  workspace: WorkspaceDefinition,
  name: string | undefined,
  kind: string,
  candidates: readonly string[],
  command: string,
): NamedProject {
  const [only, ...others] = candidates;
  const chosen = name ?? (others.length === 0 ? only : undefined);
  const project = chosen === undefined ? undefined : workspace.projects.get(chosen);
  if (chosen !== undefined && project !== undefined) return { name: chosen, project };
  if (only === undefined) throw new SchematicsException(`This workspace has no ${kind}.`);
  const problem = name === undefined ? `This workspace has several ${kind}s` : `There is no project "${name}"`;
  throw new SchematicsException(`${problem}. Name one: ${commands(command, candidates)}.`);
}

function commands(command: string, names: readonly string[]): string {
  return names.map((name) => `${command} --project ${name}`).join(', or ');
}

function isLibrary({ extensions }: ProjectDefinition): boolean {
  return extensions['projectType'] === 'library';
}
