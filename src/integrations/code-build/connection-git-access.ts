import { CfnResource } from 'aws-cdk-lib';
import type { IProject } from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type * as pipelines from 'aws-cdk-lib/pipelines';
import { ErrorCode } from '../../error-code';
import { refuse } from '../../private/errors';
import { checkReference } from '../../private/references';
import { BuildGitAccess } from './build-git-access';
import type { ConnectionGitAccessOptions } from './git-access-options';

/**
 * Access of builds to other repositories of a connection: submodules, and private modules of Go, npm, pip and others.
 *
 * Git in the build reads exactly these repositories over the connection, with the role of the project, and without any
 * change of the buildspec, of `.gitmodules` or of lock files. No credentials of the provider are involved. The addresses
 * of the provider stay as they are: Git replaces them when it connects, over HTTPS and over SSH.
 *
 * The settings are environment variables, `GIT_CONFIG_COUNT` and those that it counts. Git reads them since version
 * 2.31, and the AWS CLI, which signs, has to be in the image: the images of CodeBuild have both. There are limits:
 *
 * - Git compares the beginnings of addresses. With `my-org/lib`, the address of `my-org/library` is replaced, too, by one
 *   that does not exist. List such a repository as well.
 * - A project whose source uses the same connection may read all repositories of it: CodeBuild needs that permission.
 * - Capitals count, and other users than `git` are not replaced: write the addresses as the provider shows them.
 * - CodeBuild fetches the source, and submodules of it with `fetchSubmodules`, before the build begins. AWS does not
 *   document whether these variables apply to that. Run `git submodule update --init` in the buildspec instead.
 * - Where the environment is another one, as within `docker build` or after `sudo`, the variables do not apply.
 * - `GIT_CONFIG_COUNT` in a buildspec replaces the one of the project.
 *
 * @see https://git-scm.com/docs/git-config#ENVIRONMENT
 */
export class ConnectionGitAccess {
  /**
   * Access to repositories of a connection.
   *
   * @param connection the connection: an L2, an L1 or an import. With an `AvailableConnection`, the project is created
   * after the handshake
   * @param options the repositories, and the URL of their provider where that is not known
   * @throws when `repositories` is empty or has an entry that is not `owner/name`; when `providerUrl` is not a URL,
   * or is needed and not given; when the provider is Azure DevOps, or the ARN is not that of a connection
   */
  public static fromConnection(connection: IConnectionRef, options: ConnectionGitAccessOptions): ConnectionGitAccess {
    return new ConnectionGitAccess(BuildGitAccess.of(connection, options));
  }

  private readonly access: BuildGitAccess;

  private constructor(access: BuildGitAccess) {
    this.access = access;
  }

  /**
   * Gives the builds of a project access to the repositories.
   *
   * @param project the project, which this app must create
   * @throws when the project is imported, or its `GIT_CONFIG_COUNT` is not known at synthesis
   */
  public addToProject(project: IProject): void {
    checkReference('project', project, 'projectRef', undefined);
    const resource = project.node.defaultChild;
    if (CfnResource.isCfnResource(resource) && resource.cfnResourceType === 'AWS::CodeBuild::Project') {
      this.access.addTo(resource);
      return;
    }
    const message = `the project '${project.node.path}' is imported, and takes no environment variables; add the access where the project is created`;
    refuse(ErrorCode.INVALID_GIT_ACCESS, message, project);
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
    if (project) this.addToProject(project);
    else this.access.addToPendingStep(step);
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
