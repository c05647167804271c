import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Action, type CodeStarSourceVariables } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import { grantService } from '../../private/grants';
import { attachStageValidator } from '../../validation';
import { checkRegion } from '../consumer';
import type { ConnectionSourceOptions } from './connection-source-options';
import { grantFullClone } from './full-clone';
import { checkSource } from './source-checks';

/** The provider of the action in CodePipeline, which still has the old name of the service. */
const PROVIDER = 'CodeStarSourceConnection';

/** Properties of a `ConnectionSourceAction`. */
export interface ConnectionSourceActionProps extends codepipeline.CommonAwsActionProps, ConnectionSourceOptions {
  /**
   * The connection, created by any construct or imported. With an `AvailableConnection`, the pipeline is created only
   * after the handshake.
   */
  readonly connection: IConnectionRef;

  /** The repository as `owner/name`. On GitLab the owner may be a subgroup: `group/subgroup/name`. */
  readonly repository: string;

  /** The name of the branch. */
  readonly branch: string;

  /** The output artifact. */
  readonly output: codepipeline.Artifact;
}

/**
 * A CodePipeline action that reads a repository through a connection.
 *
 * The role of the action may use the connection for this repository and branch only, under both prefixes of the
 * service, and in requests that name neither repository nor branch. With `pushFilter` or `pullRequestFilter`, it may
 * use all branches. Give filters here rather than to `addTrigger` of the pipeline, which does not extend the
 * permissions.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
export class ConnectionSourceAction extends Action {
  private readonly props: ConnectionSourceActionProps;

  /**
   * @param props the connection, the repository and the options of the source
   * @throws when `repository` is not `owner/name`, or has subgroups that its provider does not support; when a list of
   * filters is empty or has more than three entries
   */
  constructor(props: ConnectionSourceActionProps) {
    super({
      ...props,
      category: codepipeline.ActionCategory.SOURCE,
      owner: 'AWS',
      provider: PROVIDER,
      artifactBounds: { minInputs: 0, maxInputs: 0, minOutputs: 1, maxOutputs: 1 },
      outputs: [props.output],
    });
    checkSource(props);
    this.props = props;
  }

  /** The variables that the action exports. */
  public get variables(): CodeStarSourceVariables {
    return {
      fullRepositoryName: this.variableExpression('FullRepositoryName'),
      branchName: this.variableExpression('BranchName'),
      authorDate: this.variableExpression('AuthorDate'),
      commitId: this.variableExpression('CommitId'),
      commitMessage: this.variableExpression('CommitMessage'),
      connectionArn: this.variableExpression('ConnectionArn'),
    };
  }

  /**
   * Called when the action is added to a stage.
   *
   * @param scope the scope for constructs that the action adds
   * @param stage the stage
   * @param options the role and the bucket of the action
   * @throws when the connection cannot be used in the pipeline's Region
   */
  protected bound(
    scope: Construct,
    stage: codepipeline.IStage,
    options: codepipeline.ActionBindOptions,
  ): codepipeline.ActionConfig {
    const { connection, repository, branch, codeBuildCloneOutput, output, pushFilter, pullRequestFilter } = this.props;
    checkRegion(connection, scope);
    attachStageValidator(scope);
    // A stage belongs to a Pipeline: IPipeline also covers imported pipelines, which have no stages.
    const pipeline = stage.pipeline as codepipeline.Pipeline;
    const filtered = pushFilter !== undefined || pullRequestFilter !== undefined;
    if (filtered) {
      pipeline.addTrigger({
        providerType: codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION,
        gitConfiguration: {
          sourceAction: this,
          ...(pushFilter && { pushFilter }),
          ...(pullRequestFilter && { pullRequestFilter }),
        },
      });
    }

    // Some requests, such as those for the status of a download, name neither repository nor branch.
    const grant = grantService({
      grantee: options.role,
      actions: ['UseConnection'],
      resource: connection.connectionRef.connectionArn,
      scope,
      restrictions: { FullRepositoryId: [repository], ...(!filtered && { BranchName: [branch] }) },
      operator: 'StringEqualsIfExists',
    });
    // The pipeline depends on the role that the CDK creates for the action, but not on its permissions.
    const pipelineResource = pipeline.node.defaultChild;
    if (!this.props.role && pipelineResource) grant.applyBefore(pipelineResource);
    options.bucket.grantReadWrite(options.role);
    options.bucket.grantPutAcl(options.role);
    if (codeBuildCloneOutput) grantFullClone({ scope, pipeline, output, connection, repository });

    const detectChanges = this.props.triggerOnPush ?? (filtered ? false : undefined);
    return {
      configuration: {
        ConnectionArn: connection.connectionRef.connectionArn,
        FullRepositoryId: repository,
        BranchName: branch,
        ...(codeBuildCloneOutput && { OutputArtifactFormat: 'CODEBUILD_CLONE_REF' }),
        ...(detectChanges !== undefined && { DetectChanges: detectChanges }),
      },
    };
  }
}
