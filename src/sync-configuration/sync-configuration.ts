import type { RemovalPolicy } from 'aws-cdk-lib';
import { CfnSyncConfiguration, type IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { idOfArn } from '../private/arns';
import { checkGitName, checkStackName } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { checkRepositoryPath } from '../private/repositories';
import type { IRepositoryLink } from '../repository-link/repository-link-base';
import { GitSyncRole } from './git-sync-role';
import { setPullRequestComment } from './pull-request-comment';
import { type ISyncConfiguration, SYNC_TYPE, SyncConfigurationBase } from './sync-configuration-base';

/** The commits that make Git sync update the stack. */
export enum TriggerResourceUpdateOn {
  /** Any commit to the branch. */
  ANY_CHANGE = 'ANY_CHANGE',

  /** Commits that change the deployment file or the template that it names. */
  FILE_CHANGE = 'FILE_CHANGE',
}

/** Properties of a `SyncConfiguration`. */
export interface SyncConfigurationProps {
  /** The repository that describes the stack. */
  readonly repositoryLink: IRepositoryLinkRef;

  /** The branch that describes the stack, 1 to 255 characters. */
  readonly branch: string;

  /**
   * The path of the deployment file from the root of the repository, for example `deploy/prod.yaml`.
   *
   * The deployment file names the template, its parameters and the stack's tags.
   */
  readonly configFile: string;

  /**
   * The name of the stack that is kept in sync, 1 to 100 letters, digits and hyphens, beginning with a letter.
   *
   * The stack is in the Region and the account of this sync configuration. Another name replaces the configuration.
   */
  readonly stackName: string;

  /**
   * The role that Git sync assumes.
   *
   * The sync configuration waits for the role and for what the role is granted, so that the first sync has it. Make
   * the sync configuration depend on a policy that you attach from elsewhere yourself.
   *
   * @default - a new `GitSyncRole` with a stack operations role
   */
  readonly role?: iam.IRoleRef;

  /**
   * Whether the provider is told how a deployment goes, for example as a GitHub commit status.
   *
   * @default - as the service decides
   */
  readonly publishDeploymentStatus?: boolean;

  /**
   * Whether Git sync comments on pull requests with what they would change in the stack.
   *
   * CloudFormation has no property for it: a custom resource sets it when the sync configuration is created, and again
   * whenever CloudFormation changes one of its properties, as far as it is not changed by a property override. Without
   * this prop again, what was set before the first time is restored; `false` where the service did not say.
   *
   * @default - as the service decides
   */
  readonly pullRequestComment?: boolean;

  /**
   * The commits that make Git sync update the stack.
   *
   * @default - as the service decides
   */
  readonly triggerResourceUpdateOn?: TriggerResourceUpdateOn;

  /**
   * What happens to the sync configuration, and to the role made for it, when it is replaced or removed.
   *
   * The stack itself stays in any case.
   *
   * @default - the sync configuration is deleted, and the role made for it is kept: see `GitSyncRole`
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What is known of a sync configuration that exists. */
export interface SyncConfigurationAttributes {
  /** The name of the stack that is kept in sync. */
  readonly stackName: string;
}

/**
 * A sync configuration: Git sync keeps a CloudFormation stack as a branch of a repository describes it.
 *
 * Git sync does not support Azure DevOps, nor a connection that another account shares.
 *
 * Whoever deploys it must be allowed to pass the role and the repository link to Git sync,
 * `cloudformation.sync.codeconnections.amazonaws.com`.
 *
 * @resource AWS::CodeStarConnections::SyncConfiguration
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync.html
 */
@propertyInjectable
export class SyncConfiguration extends SyncConfigurationBase {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.SyncConfiguration';

  /**
   * Refers to a sync configuration that exists.
   *
   * @param scope where the reference belongs
   * @param id the id of the reference in its scope
   * @param attrs what is known of the sync configuration
   * @throws when the stack's name cannot be one
   */
  public static fromSyncConfigurationAttributes(
    scope: Construct,
    id: string,
    attrs: SyncConfigurationAttributes,
  ): ISyncConfiguration {
    const { stackName } = attrs;
    throwIfInvalid('InvalidSyncConfiguration', checkStackName(stackName), scope);
    class Import extends SyncConfigurationBase {
      public readonly stackName = stackName;
    }
    return new Import(scope, id);
  }

  /** The name of the stack that is kept in sync. */
  public readonly stackName: string;

  /** The role that Git sync assumes. */
  public readonly role: iam.IRoleRef;

  /**
   * The role made for this sync configuration, to grant it or its stack operations role something.
   *
   * @default - none: a role was given
   */
  public readonly gitSyncRole?: GitSyncRole;

  private readonly resource: CfnSyncConfiguration;

  constructor(scope: Construct, id: string, props: SyncConfigurationProps) {
    super(scope, id);
    throwIfInvalid('InvalidSyncConfiguration', check(props), this);

    const { publishDeploymentStatus, triggerResourceUpdateOn } = props;
    if (!props.role) this.gitSyncRole = this.newRole(props);
    this.role = props.role ?? (this.gitSyncRole as GitSyncRole);
    this.stackName = props.stackName;
    this.resource = new CfnSyncConfiguration(this, 'Resource', {
      branch: props.branch,
      configFile: props.configFile,
      repositoryLinkId: repositoryLinkId(props.repositoryLink, this),
      resourceName: props.stackName,
      roleArn: this.role.roleRef.roleArn,
      syncType: SYNC_TYPE,
      ...(publishDeploymentStatus !== undefined && {
        publishDeploymentStatus: publishDeploymentStatus ? 'ENABLED' : 'DISABLED',
      }),
      ...(triggerResourceUpdateOn && { triggerResourceUpdateOn }),
    });
    this.resource.node.addDependency(this.role); // and its policies, or the first sync is faster than they are
    if (props.removalPolicy) this.resource.applyRemovalPolicy(props.removalPolicy);
    if (props.pullRequestComment !== undefined) {
      setPullRequestComment(this, this.resource, props.pullRequestComment, props.removalPolicy);
    }
  }

  /**
   * The owner of the repository.
   *
   * @attribute
   */
  public get syncConfigurationOwnerId(): string {
    return this.resource.attrOwnerId;
  }

  /**
   * The provider of the repository. For GitHub Enterprise Server it is `GitHubEnterprise`.
   *
   * @attribute
   */
  public get syncConfigurationProviderType(): string {
    return this.resource.attrProviderType;
  }

  /**
   * The name of the repository without its owner.
   *
   * @attribute
   */
  public get syncConfigurationRepositoryName(): string {
    return this.resource.attrRepositoryName;
  }

  private newRole(props: SyncConfigurationProps): GitSyncRole {
    const { stackName, removalPolicy } = props;
    const { connection } = props.repositoryLink as Partial<IRepositoryLink>;
    return new GitSyncRole(this, 'Role', {
      stackName,
      ...(connection && { connection }),
      ...(removalPolicy && { removalPolicy }),
    });
  }
}

/** A reference carries the ARN only; the id is its last part. */
function repositoryLinkId(link: IRepositoryLinkRef, scope: Construct): string {
  const { repositoryLinkId } = link as Partial<IRepositoryLink>;
  return repositoryLinkId ?? idOfArn(link.repositoryLinkRef.repositoryLinkArn, 'repository-link', scope);
}

function check(props: SyncConfigurationProps): string[] {
  return [
    ...checkGitName('branch', props.branch),
    ...checkRepositoryPath('configFile', props.configFile),
    ...checkStackName(props.stackName),
  ];
}
