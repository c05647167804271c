import type { CfnResource } from 'aws-cdk-lib';
import type { ConnectionGitAccessProps } from '../integrations/code-build/connection-git-access-props';
import { GitAccess } from '../integrations/code-build/git-access';
import { AppliedMixin } from './applied-mixin';

/**
 * A mixin that gives the builds of CodeBuild projects, which any construct has created, access to other repositories of a
 * connection.
 *
 * It does what `ConnectionGitAccess.addToProject` does, with the same limits. Apply it with `Mixins.of(scope).apply(…)` of
 * the CDK, which reaches all projects in a construct. An imported project is not a resource of the app, so it gets a
 * warning instead. In an aspect it works only with the feature flag `@aws-cdk/core:aspectStabilization`: without it, the
 * CDK ignores it, with a warning.
 *
 * @see https://git-scm.com/docs/git-config#ENVIRONMENT
 */
export class BuildGitAccess extends AppliedMixin {
  /** @internal */
  protected readonly _resourceType: string = 'AWS::CodeBuild::Project';

  private readonly access: GitAccess;

  /**
   * @param props the connection, the repositories, and the URL of their provider where that is not known
   * @throws when `repositories` is absent or empty, or has an entry that is not `owner/name`; when `providerUrl` is not a
   * URL, or is needed and not given; when the provider is Azure DevOps, or the ARN is not that of a connection
   */
  constructor(props: ConnectionGitAccessProps) {
    super();
    this.access = GitAccess.of(props);
  }

  /** @internal */
  protected override _apply(project: CfnResource): boolean {
    this.access.addTo(project);
    return true;
  }
}
