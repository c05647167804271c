import { CfnResource } from 'aws-cdk-lib';
import type { IProject, Project } from 'aws-cdk-lib/aws-codebuild';
import type * as pipelines from 'aws-cdk-lib/pipelines';
import { ErrorCode } from '../../error-code';
import { refuse } from '../../private/errors';
import { checkReference } from '../../private/references';
import type { ConnectionGitAccessProps } from './connection-git-access-props';
import { GitAccess } from './git-access';

/**
 * Access of builds to other repositories of a connection: submodules, and private modules of Go, npm, pip and others.
 *
 * Git in the build reads these repositories over the connection, with the role of the project, and without any change
 * of the buildspec, of `.gitmodules` or of lock files. No credentials of the provider are involved. The addresses
 * of the provider stay as they are: Git replaces them when it connects, over HTTPS and over SSH.
 *
 * The settings are environment variables, `GIT_CONFIG_COUNT` and those that it counts. Git reads them since version
 * 2.31, and the AWS CLI, which signs, has to be in the image: the images of CodeBuild have both. There are limits:
 *
 * - Git compares the beginnings of addresses. With `my-org/lib`, the address of `my-org/library` is replaced, too, by one
 *   that does not exist. List such a repository as well.
 * - Whoever can start a build of code of their own, for example by a pull request, can read all of these repositories.
 *   `WebhookFilters.pullRequest` and `PullRequestBuildPolicy` say whose pull requests are built.
 * - A project whose source uses the same connection may read all repositories of it: CodeBuild needs that permission.
 * - Capitals count, and other users than `git` are not replaced: write the addresses as the provider shows them.
 * - CodeBuild fetches the source, and submodules of it with `fetchSubmodules`, before the build begins. AWS does not
 *   document whether these variables apply to that. Run `git submodule update --init` in the buildspec instead.
 * - Where the environment is another one, as within `docker build` or after `sudo`, the variables do not apply.
 * - `GIT_CONFIG_COUNT` in a buildspec replaces the one of the project.
 * - One repository takes 17 variables, and each further one of the same connection 12.
 *
 * @see https://git-scm.com/docs/git-config#ENVIRONMENT
 */
export class ConnectionGitAccess {
  /**
   * Access to repositories of a connection.
   *
   * @param props the connection, the repositories, and the URL of their provider where that is not known
   * @throws when `repositories` is absent or empty, or has an entry that is not `owner/name`; when `providerUrl` is not a
   * URL, or is needed and not given; when the provider is Azure DevOps, or the ARN is not that of a connection
   */
  public static fromConnection(props: ConnectionGitAccessProps): ConnectionGitAccess {
    return new ConnectionGitAccess(GitAccess.of(props));
  }

  private readonly access: GitAccess;

  private constructor(access: GitAccess) {
    this.access = access;
  }

  /**
   * Gives the builds of a project access to the repositories.
   *
   * Variables that the project gets later, also on its L1, are kept.
   *
   * @param project the project, which this app must create
   * @throws when the project is imported, its `GIT_CONFIG_COUNT` is not known at synthesis, or the connection cannot be
   * used in its Region
   */
  public addToProject(project: Project): void {
    this.addTo(project);
  }

  /**
   * Gives a step of CDK Pipelines access to the repositories, before or after the pipeline is built.
   *
   * Before that, settings of Git in the `codeBuildDefaults` of the pipeline are not seen, and replaced.
   *
   * @param step the step
   * @throws when the step is another one than a `CodeBuildStep`, or its `GIT_CONFIG_COUNT` is not known at synthesis
   */
  public addToStep(step: pipelines.CodeBuildStep): void {
    checkReference('step', step, 'rolePolicyStatements', undefined);
    const project = projectOf(step);
    if (project) this.addTo(project);
    else this.access.addToPendingStep(step);
  }

  private addTo(project: IProject): void {
    checkReference('project', project, 'projectRef', undefined);
    const resource = project.node.defaultChild;
    if (CfnResource.isCfnResource(resource) && resource.cfnResourceType === 'AWS::CodeBuild::Project') {
      this.access.addTo(resource);
      return;
    }
    const message = `the project '${project.node.path}' is imported, and takes no environment variables; add the access where the project is created`;
    refuse(ErrorCode.INVALID_GIT_ACCESS, message, project);
  }
}

/** The project of a step. It has one when the pipeline is built, and throws until then. */
function projectOf(step: pipelines.CodeBuildStep): IProject | undefined {
  try {
    return step.project;
  } catch {
    return undefined;
  }
}
