import type { RemovalPolicy } from 'aws-cdk-lib';
import { CfnSyncConfiguration, type IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { ErrorCode } from '../error-code';
import { idOfArn } from '../private/arns';
import { checkGitName, checkStackName } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { isOfKind, markMadeHere } from '../private/kinds';
import { checkOptionalReference, checkReference } from '../private/references';
import { checkRepositoryPath } from '../private/repositories';
import type { IRepositoryLink } from '../repository-link/repository-link-base';
import { GitSyncRole } from './git-sync-role';
import { setPullRequestComment } from './pull-request-comment';
import { type ISyncConfiguration, SYNC_TYPE, SyncConfigurationBase } from './sync-configuration-base';

/** The commits that make Git sync update the stack. */
export enum TriggerResourceUpdateOn {
  /** Any commit to the branch. */
  ANY_CHANGE = 'ANY_CHANGE',

  /** Commits that change the deployment file or the template that it refers to. */
  FILE_CHANGE = 'FILE_CHANGE',
}

/** Properties of a `SyncConfiguration`. */
export interface SyncConfigurationProps {
  /** The link to the repository that contains the template. */
  readonly repositoryLink: IRepositoryLinkRef;

  /** The branch that the stack is kept in sync with, 1 to 255 characters. */
  readonly branch: string;

  /**
   * The path of the deployment file from the root of the repository, for example `deploy/prod.yaml`.
   *
   * The deployment file contains the path of the template, the values of its parameters, and the tags of the stack.
   */
  readonly configFile: string;

  /**
   * The name of the stack that is kept in sync, 1 to 100 letters, digits and hyphens, beginning with a letter.
   *
   * The stack is in the account and Region of this sync configuration. Changing the name replaces the configuration.
   */
  readonly stackName: string;

  /**
   * The role that Git sync assumes.
   *
   * The sync configuration is created after the role and its grants, so that the first sync has all permissions. If you
   * attach a policy from elsewhere, make the sync configuration depend on it.
   *
   * @default - a new `GitSyncRole` with a stack operations role
   */
  readonly role?: iam.IRoleRef;

  /**
   * Whether to report the deployment status to the Git provider, for example as a GitHub commit status.
   *
   * @default - the service default, which AWS does not document
   */
  readonly publishDeploymentStatus?: boolean;

  /**
   * Whether Git sync comments on pull requests, with the changes that they would make to the stack.
   *
   * CloudFormation has no property for it. A custom resource sets it when the sync configuration is created, and again
   * when one of its properties changes, except by a property override. When this prop is removed, the value from before
   * is restored (`false` if the service reported none).
   *
   * @default - the service default, which AWS does not document
   */
  readonly pullRequestComment?: boolean;

  /**
   * The commits that make Git sync update the stack.
   *
   * @default - the service default, which AWS does not document
   */
  readonly triggerResourceUpdateOn?: TriggerResourceUpdateOn;

  /**
   * The policy for the sync configuration, and for the role created for it, when it is replaced or removed.
   *
   * The stack itself is retained in any case.
   *
   * @default - the sync configuration is deleted, and the role created for it is retained; see `GitSyncRole`
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Attributes for importing an existing sync configuration. */
export interface SyncConfigurationAttributes {
  /** The name of the stack that is kept in sync. */
  readonly stackName: string;
}

/**
 * A sync configuration: Git sync keeps a CloudFormation stack in sync with a branch of a repository.
 *
 * Git sync supports neither Azure DevOps nor connections that another account shares.
 *
 * The deploying principal needs permissions to pass the role and the repository link to Git sync,
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
   * Whether a value is a sync configuration of this library: created, imported or waited for.
   *
   * @param x any value
   */
  public static isSyncConfiguration(x: unknown): x is ISyncConfiguration {
    return isOfKind(x, 'SyncConfiguration');
  }

  /**
   * Refers to a sync configuration that exists, by its attributes.
   *
   * @param scope the scope of the import
   * @param id the id of the import in its scope
   * @param attrs the attributes of the sync configuration
   * @throws when the stack name is not valid
   */
  public static fromSyncConfigurationAttributes(
    scope: Construct,
    id: string,
    attrs: SyncConfigurationAttributes,
  ): ISyncConfiguration {
    const { stackName } = attrs;
    throwIfInvalid(ErrorCode.INVALID_SYNC_CONFIGURATION, checkStackName(stackName), scope);
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
   * The role created for this sync configuration. Grant permissions to its stack operations role.
   *
   * @default - none, because a role was given
   */
  public readonly gitSyncRole?: GitSyncRole;

  private readonly resource: CfnSyncConfiguration;

  constructor(scope: Construct, id: string, props: SyncConfigurationProps) {
    super(scope, id);
    checkReference('repositoryLink', props.repositoryLink, 'repositoryLinkRef', this);
    checkOptionalReference('role', props.role, 'roleRef', this);
    throwIfInvalid(ErrorCode.INVALID_SYNC_CONFIGURATION, check(props), this);

    const { publishDeploymentStatus, triggerResourceUpdateOn } = props;
    if (!props.role) this.gitSyncRole = this.newRole(props);
    this.role = props.role ?? (this.gitSyncRole as GitSyncRole);
    this.stackName = props.stackName;
    this.resource = markMadeHere(
      new CfnSyncConfiguration(this, 'Resource', {
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
      }),
    );
    this.resource.node.addDependency(this.role); // with its policies, or the first sync could start before them
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
