import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalAws } from '../../local/aws/local-aws.ts';
import { sessionOf } from '../local/aws/ministack/roles';
import { awsCli, Git } from '../local/simulator/git';

/** A project as CodeBuild has it after a deployment. */
export interface DeployedProject {
  readonly source: { readonly type: string; readonly auth?: unknown };
  readonly serviceRole: string;
  readonly environment: { readonly environmentVariables?: { readonly name: string; readonly value: string }[] };
}

/** A shell as in a build: the variables and the role of the project, and the AWS CLI. AWS is at another host here. */
export async function buildShell(aws: LocalAws, project: DeployedProject): Promise<Git> {
  const session = await sessionOf(aws.env, project.serviceRole.split('/').at(-1) ?? '');
  const { port } = new URL(aws.endpoint);
  const here = (text: string) => text.replaceAll(/https:\/\/([\w.-]+\.amazonaws\.com)/g, `http://$1.localhost:${port}`);
  const variables = (project.environment.environmentVariables ?? []).map(({ name, value }) => [name, here(value)]);
  const keys = {
    accessKeyId: session.AWS_ACCESS_KEY_ID,
    secretAccessKey: session.AWS_SECRET_ACCESS_KEY,
    sessionToken: session.AWS_SESSION_TOKEN,
  };
  return new Git({ ...(await awsCli(keys)), ...Object.fromEntries(variables) });
}

/** A repository in which another one is a submodule at a commit, as it is after a clone. */
export async function withSubmodule(shell: Git, path: string, url: string, commit: string): Promise<void> {
  const git = async (...args: string[]) => expect(await shell.run(args)).toMatchObject({ code: 0 });
  await git('init', path);
  writeFileSync(join(shell.folder, path, '.gitmodules'), `[submodule "lib"]\n\tpath = lib\n\turl = ${url}\n`);
  await git('-C', path, 'update-index', '--add', '--cacheinfo', `160000,${commit},lib`);
}
