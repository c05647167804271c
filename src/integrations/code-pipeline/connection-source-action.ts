import type { CfnResource } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Action } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import { attachStageValidator } from '../../validation';
import { CONNECTION_ACTION, FULL_CLONE } from '../../validation/pipelines';
import { checkPlace } from '../consumer';
import type { ConnectionSourceOptions } from './connection-source-options';
import type { ConnectionSourceVariables } from './connection-source-variables';
import { grantFullClone } from './full-clone';
import { checkSource } from './source-checks';
import { grantSource } from './source-permissions';

/** Properties of a `ConnectionSourceAction`. */
export interface ConnectionSourceActionProps extends codepipeline.CommonAwsActionProps, ConnectionSourceOptions {
  /**
   * The connection, created by any construct or imported. With an `AvailableConnection`, the pipeline is created only
   * after the handshake.
   */
  readonly connection: IConnectionRef;

  /** The repository as `owner/name`. On GitLab the owner may be a subgroup: `group/subgroup/name`. */
  readonly repository: string;

  /** The name of the branch. With filters, it is the branch of runs that are started by hand. */
  readonly branch: string;

  /** The output artifact. */
  readonly output: codepipeline.Artifact;
}

/**
 * A CodePipeline action that reads a repository through a connection.
 *
 * The role of the action may use the connection for this repository and branch only, under both prefixes of the
 * service, and in requests that name neither repository nor branch. It may use all branches if a trigger of the pipeline
 * starts the action for something else than this branch: a pull request, a tag, or a branch pattern other than the name
 * of the branch, without wildcards. So does a trigger that is known only at deployment. It does not matter whether the
 * trigger is given here, to the pipeline, by its `addTrigger`, or by an escape hatch.
 *
 * The pipeline is created after these permissions. A role that is given gets them in a policy of their own. A role that
 * takes none from this app must have them already, and gets a warning.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
export class ConnectionSourceAction extends Action {
  private readonly props: ConnectionSourceActionProps;

  /**
   * @param props the connection, the repository and the options of the source
   * @throws when `repository` is not `owner/name`, or has subgroups that its provider does not support; when a list of
   * filters is empty or has more than three entries; when a filter has something else than tags, branches, or branches
   * with file paths
   */
  constructor(props: ConnectionSourceActionProps) {
    super({
      ...props,
      category: codepipeline.ActionCategory.SOURCE,
      owner: 'AWS',
      provider: CONNECTION_ACTION,
      artifactBounds: { minInputs: 0, maxInputs: 0, minOutputs: 1, maxOutputs: 1 },
      outputs: [props.output],
    });
    checkSource(props);
    this.props = props;
  }

  /** The variables that the action exports. */
  public get variables(): ConnectionSourceVariables {
    return {
      fullRepositoryName: this.variableExpression('FullRepositoryName'),
      branchName: this.variableExpression('BranchName'),
      authorDate: this.variableExpression('AuthorDate'),
      commitId: this.variableExpression('CommitId'),
      commitMessage: this.variableExpression('CommitMessage'),
      connectionArn: this.variableExpression('ConnectionArn'),
      pullRequestId: this.variableExpression('PullRequestId'),
      pullRequestTitle: this.variableExpression('PullRequestTitle'),
      sourceBranchName: this.variableExpression('SourceBranchName'),
      destinationBranchName: this.variableExpression('DestinationBranchName'),
    };
  }

  /**
   * Called when the action is added to a stage.
   *
   * @param scope the scope for constructs that the action adds
   * @param stage the stage
   * @param options the role and the bucket of the action
   * @throws when the connection cannot be used in the pipeline's Region or account
   */
  protected bound(
    scope: Construct,
    stage: codepipeline.IStage,
    options: codepipeline.ActionBindOptions,
  ): codepipeline.ActionConfig {
    const { connection, repository, branch, codeBuildCloneOutput, output, pushFilter, pullRequestFilter } = this.props;
    // A role of another account uses the connection there.
    checkPlace(connection, scope, this.props.role?.env.account);
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

    grantSource({
      scope,
      options,
      hasGivenRole: this.props.role !== undefined,
      pipeline: pipeline.node.defaultChild as CfnResource,
      actionName: this.actionProperties.actionName,
      connection,
      repository,
      branch,
    });
    if (codeBuildCloneOutput) grantFullClone({ scope, pipeline, output, connection, repository });

    const detectChanges = this.props.triggerOnPush ?? (filtered ? false : undefined);
    return {
      configuration: {
        ConnectionArn: connection.connectionRef.connectionArn,
        FullRepositoryId: repository,
        BranchName: branch,
        ...(codeBuildCloneOutput && { OutputArtifactFormat: FULL_CLONE }),
        ...(detectChanges !== undefined && { DetectChanges: detectChanges }),
      },
    };
  }
}
