import type { CfnResource } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { BuildGitAccess } from '../integrations/code-build/build-git-access';
import type { ConnectionGitAccessOptions } from '../integrations/code-build/git-access-options';
import { AppliedMixin } from './applied-mixin';

/** Properties of `GitAccess`. */
export interface GitAccessProps extends ConnectionGitAccessOptions {
  /** The connection: an L2, an L1 or an import. With an `AvailableConnection`, the project is created after the handshake. */
  readonly connection: IConnectionRef;
}

/**
 * A mixin that gives the builds of CodeBuild projects, which any construct has created, access to other repositories of a
 * connection.
 *
 * It does what `ConnectionGitAccess.addToProject` does, with the same limits. Apply it with `Mixins.of(scope).apply(…)` of
 * the CDK, which reaches all projects in a construct. An imported project is not a resource of the app, so it gets a
 * warning instead.
 *
 * @see https://git-scm.com/docs/git-config#ENVIRONMENT
 */
export class GitAccess extends AppliedMixin {
  /** @internal */
  protected readonly _resourceType: string = 'AWS::CodeBuild::Project';

  private readonly access: BuildGitAccess;

  /**
   * @param props the connection and the repositories
   * @throws when `repositories` is empty or has an entry that is not `owner/name`; when `providerUrl` is not a URL, or is
   * needed and not given; when the provider is Azure DevOps, or the ARN is not that of a connection
   */
  constructor(props: GitAccessProps) {
    super();
    this.access = BuildGitAccess.of(props.connection, props);
  }

  /** @internal */
  protected override _apply(project: CfnResource): boolean {
    this.access.addTo(project);
    return true;
  }
}
