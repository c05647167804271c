import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { throwIfInvalid } from '../private/errors';
import { checkRepositoryPath } from '../private/repositories';
import { shownName } from '../private/texts';
import { warn } from '../private/warnings';
import type { IRepositoryLink } from '../repository-link';
import {
  GitSyncRole,
  type StackPermissions,
  SyncConfiguration,
  type TriggerResourceUpdateOn,
} from '../sync-configuration';
import { SharedRepositories } from './shared-repositories';
import { SuccessfulSync } from './successful-sync';
import { TargetStack } from './target-stack';

/** Properties of a `GitSyncedStack`. */
export interface GitSyncedStackProps {
  /**
   * The name of the stack, 1 to 100 letters, digits and hyphens, beginning with a letter.
   *
   * It is in the account and Region of the stack that contains this construct. An existing stack is not changed before
   * the first sync.
   */
  readonly stackName: string;

  /** The branch that the stack is kept in sync with, 1 to 255 characters. */
  readonly branch: string;

  /**
   * The path of the deployment file from the root of the repository, for example `deploy/prod.yaml`.
   *
   * The deployment file contains the path of the template, the values of its parameters, and the tags of the stack.
   */
  readonly configFile: string;

  /**
   * The connection through which the repository is reached. Give it with `ownerId` and `repositoryName`.
   *
   * The deployment waits until it is available, unless it already is an `AvailableConnection`. All synced stacks in one
   * CDK stack share the wait.
   *
   * @default - the connection of the repository link
   */
  readonly connection?: IConnectionRef;

  /**
   * The owner of the repository, such as a GitHub organization, 1 to 255 characters.
   *
   * @default - the owner of the linked repository
   */
  readonly ownerId?: string;

  /**
   * The name of the repository without its owner, 1 to 128 characters.
   *
   * All synced stacks in one CDK stack share one link to the repository, unless its name is known only at deployment.
   *
   * @default - the name of the linked repository
   */
  readonly repositoryName?: string;

  /**
   * The link to the repository, for example the one of a synced stack in another CDK stack.
   *
   * A repository has only one link in each account and Region.
   *
   * @default - a link created from `connection`, `ownerId` and `repositoryName`
   */
  readonly repositoryLink?: IRepositoryLinkRef;

  /**
   * A topic that gets one message when the wait for the connection begins: what to do, the link to the AWS console, and
   * the deadline.
   *
   * @default - no message; the link is only in the log of the custom resource's function
   */
  readonly notificationTopic?: ITopicRef;

  /**
   * How long to wait for the connection, from 1 second to 58 minutes.
   *
   * @default Duration.minutes(58)
   */
  readonly connectionTimeout?: Duration;

  /**
   * The source of the permissions for the resources in the template.
   *
   * @default StackPermissions.operationsRole() - a new stack operations role, with the permissions that you grant to
   * this construct
   */
  readonly stackPermissions?: StackPermissions;

  /**
   * The policy for the stack when this construct is removed, if this construct created it.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - it is retained unless the deployment that creates it fails
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The policy for the two roles when this construct is removed.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - they are retained unless the deployment that creates them
   * fails, because a retained stack cannot be updated or deleted without its roles
   */
  readonly roleRemovalPolicy?: RemovalPolicy;

  /**
   * Whether Git sync comments on pull requests, with the changes that they would make to the stack.
   *
   * @default true
   */
  readonly pullRequestComment?: boolean;

  /**
   * Whether to report the deployment status to the Git provider, for example as a GitHub commit status.
   *
   * @default - the service default, which AWS does not document
   */
  readonly publishDeploymentStatus?: boolean;

  /**
   * The commits that make Git sync update the stack.
   *
   * @default - the service default, which AWS does not document
   */
  readonly triggerResourceUpdateOn?: TriggerResourceUpdateOn;

  /**
   * Whether the deployment waits until the stack has been synced for the first time.
   *
   * If this sync fails, the deployment fails.
   *
   * @default false - or true if another synced stack names this one in `syncAfter`
   */
  readonly waitForSync?: boolean;

  /**
   * How long to wait for the first sync, from 1 second to 58 minutes.
   *
   * @default Duration.minutes(58)
   */
  readonly syncTimeout?: Duration;

  /**
   * The synced stacks that must be synced once before this one, for example because it imports values that they export.
   *
   * Only the first syncs are ordered. Later, each stack follows its branch independently.
   *
   * @default - none
   */
  readonly syncAfter?: GitSyncedStack[];
}

/**
 * A CloudFormation stack that is kept in sync with a Git repository.
 *
 * Creates the wait for the connection, the repository link, the two roles, the stack if it does not exist, and the sync
 * configuration. Grant permissions to this construct to grant them to the stack operations role.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync.html
 */
@propertyInjectable
export class GitSyncedStack extends Construct implements iam.IGrantable {
  /** Identifies this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-codeconnections.GitSyncedStack';

  /** The name of the stack. */
  public readonly stackName: string;

  /** The link to the repository, also for synced stacks in other CDK stacks. */
  public readonly repositoryLink: IRepositoryLinkRef;

  /** The role that Git sync assumes. */
  public readonly gitSyncRole: GitSyncRole;

  /**
   * The role that CloudFormation assumes to deploy the resources of the stack.
   *
   * @default - none; the permissions are those of the Git sync role
   */
  public readonly stackOperationsRole?: iam.IRole;

  /** The principal for the permissions of the template: the stack operations role, or else the Git sync role. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The target stack. */
  public readonly targetStack: TargetStack;

  /** The sync configuration of the stack. */
  public readonly syncConfiguration: SyncConfiguration;

  private readonly syncTimeout: Duration | undefined;
  private firstSync: SuccessfulSync | undefined;

  /**
   * @throws when neither `repositoryLink` nor all of `connection`, `ownerId` and `repositoryName` are given, or both;
   * when they contradict another synced stack; when `stackName`, `branch` or `configFile` is not valid
   */
  constructor(scope: Construct, id: string, props: GitSyncedStackProps) {
    super(scope, id);
    throwIfInvalid('InvalidGitSyncedStack', check(props), this);

    const { stackName, stackPermissions, removalPolicy, roleRemovalPolicy, syncAfter = [] } = props;
    this.stackName = stackName;
    this.syncTimeout = props.syncTimeout;
    this.repositoryLink = props.repositoryLink ?? this.sharedLink(props);
    const connection = props.connection ?? (props.repositoryLink as Partial<IRepositoryLink>).connection;
    this.gitSyncRole = new GitSyncRole(this, 'Role', {
      stackName,
      ...(connection && { connection }),
      ...(stackPermissions && { stackPermissions }),
      ...(roleRemovalPolicy && { removalPolicy: roleRemovalPolicy }),
    });
    this.stackOperationsRole = this.gitSyncRole.stackOperationsRole;
    this.grantPrincipal = (this.stackOperationsRole ?? this.gitSyncRole).grantPrincipal;
    this.targetStack = new TargetStack(this, 'Stack', {
      stackName,
      ...(this.stackOperationsRole && { stackOperationsRole: this.stackOperationsRole }),
      ...(removalPolicy && { removalPolicy }),
    });
    this.syncConfiguration = this.newSyncConfiguration(props);
    this.syncConfiguration.node.addDependency(this.targetStack, ...syncAfter.map((other) => other._successfulSync()));
    if (props.waitForSync) this._successfulSync();
    if (!stackPermissions && roleRemovalPolicy === RemovalPolicy.DESTROY && removalPolicy !== RemovalPolicy.DESTROY) {
      warn(
        this,
        'cdk-codeconnections:stackOutlivesItsRole',
        `when this construct is removed, its roles are deleted and the stack ${shownName(stackName)} is retained, which can then be neither updated nor deleted; set 'removalPolicy' to RemovalPolicy.DESTROY as well, or remove 'roleRemovalPolicy'`,
      );
    }
  }

  /**
   * The first successful sync.
   *
   * @default - none, because the deployment does not wait for it
   */
  public get successfulSync(): SuccessfulSync | undefined {
    return this.firstSync;
  }

  /**
   * The first successful sync. Reading it makes the deployment wait for it.
   *
   * @internal
   */
  public _successfulSync(): SuccessfulSync {
    const { syncConfiguration, syncTimeout } = this;
    this.firstSync ??= new SuccessfulSync(this, 'SuccessfulSync', {
      syncConfiguration,
      ...(syncTimeout && { timeout: syncTimeout }),
    });
    return this.firstSync;
  }

  private sharedLink({
    connection,
    ownerId,
    repositoryName,
    notificationTopic,
    connectionTimeout,
  }: GitSyncedStackProps) {
    const repository = { connection, ownerId, repositoryName } as Required<GitSyncedStackProps>; // checked before
    return SharedRepositories.of(this).link(this, { ...repository, notificationTopic, connectionTimeout });
  }

  private newSyncConfiguration(props: GitSyncedStackProps): SyncConfiguration {
    const { publishDeploymentStatus, triggerResourceUpdateOn } = props;
    return new SyncConfiguration(this, 'SyncConfiguration', {
      repositoryLink: this.repositoryLink,
      branch: props.branch,
      configFile: props.configFile,
      stackName: props.stackName, // unresolved, so that two for the same stack are found at synthesis
      role: this.gitSyncRole,
      pullRequestComment: props.pullRequestComment ?? true,
      ...(publishDeploymentStatus !== undefined && { publishDeploymentStatus }),
      ...(triggerResourceUpdateOn && { triggerResourceUpdateOn }),
    });
  }
}

function check(props: GitSyncedStackProps): string[] {
  return [...checkRepositoryPath('configFile', props.configFile), ...checkRepository(props)];
}

function checkRepository(props: GitSyncedStackProps): string[] {
  const { connection, ownerId, repositoryName, repositoryLink, notificationTopic, connectionTimeout } = props;
  const repository = { connection, ownerId, repositoryName };
  const given = namesOf(repository);
  const missing = Object.keys(repository).filter((name) => !given.includes(name));
  const listed = (names: string[]) => names.map((name) => `'${name}'`).join(', ');
  if (!repositoryLink && given.length < 3) {
    return [
      `a synced stack needs 'connection', 'ownerId' and 'repositoryName', or 'repositoryLink' in place of the three; missing: ${listed(missing)}`,
    ];
  }
  const ofConnection = [...given, ...namesOf({ notificationTopic, connectionTimeout })];
  if (repositoryLink && ofConnection.length > 0) {
    return [`'repositoryLink' already determines the repository: remove ${listed(ofConnection)}`];
  }
  return [];
}

function namesOf(values: object): string[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}
