import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
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
   * It is in the Region and the account of this construct's own stack. A stack that exists is not touched before the
   * first sync.
   */
  readonly stackName: string;

  /** The branch that describes the stack, 1 to 255 characters. */
  readonly branch: string;

  /**
   * The path of the deployment file from the root of the repository, for example `deploy/prod.yaml`.
   *
   * The deployment file names the template, its parameters and the stack's tags.
   */
  readonly configFile: string;

  /**
   * The connection through which the repository is reached, with `ownerId` and `repositoryName`.
   *
   * The deployment waits until it is available, unless it is an `AvailableConnection` already. All synced stacks in one
   * CDK stack share one wait for it.
   *
   * @default - that of `repositoryLink`
   */
  readonly connection?: IConnectionRef;

  /**
   * The owner of the repository, such as a GitHub organization, 1 to 255 characters.
   *
   * @default - that of `repositoryLink`
   */
  readonly ownerId?: string;

  /**
   * The name of the repository without its owner, 1 to 128 characters.
   *
   * All synced stacks in one CDK stack share one link to it, unless its name is known at deployment only.
   *
   * @default - that of `repositoryLink`
   */
  readonly repositoryName?: string;

  /**
   * The link to the repository, for example that of a synced stack in another CDK stack: a repository has one.
   *
   * @default - one is made for `connection`, `ownerId` and `repositoryName`
   */
  readonly repositoryLink?: IRepositoryLinkRef;

  /**
   * A topic that is told where to complete the handshake of the connection, when it has to be waited for.
   *
   * @default - the link is in the log of the custom resources' function only
   */
  readonly notificationTopic?: ITopicRef;

  /**
   * How long to wait for the connection, from 1 second to 58 minutes.
   *
   * @default Duration.minutes(58)
   */
  readonly connectionTimeout?: Duration;

  /**
   * Where the permissions for what the template describes come from.
   *
   * @default StackPermissions.operationsRole() - a new stack operations role, which is allowed what you grant to this
   * construct
   */
  readonly stackPermissions?: StackPermissions;

  /**
   * What happens to the stack when this construct is removed, if it was made here.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - it is kept, unless the deployment fails that makes it
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * What happens to the two roles when this construct is removed.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - they are kept, unless the deployment fails that makes them: a
   * stack that is kept cannot be updated or deleted without its role
   */
  readonly roleRemovalPolicy?: RemovalPolicy;

  /**
   * Whether Git sync comments on pull requests with what they would change in the stack.
   *
   * @default true
   */
  readonly pullRequestComment?: boolean;

  /**
   * Whether the provider is told how a deployment goes, for example as a GitHub commit status.
   *
   * @default - as the service decides
   */
  readonly publishDeploymentStatus?: boolean;

  /**
   * The commits that make Git sync update the stack.
   *
   * @default - as the service decides
   */
  readonly triggerResourceUpdateOn?: TriggerResourceUpdateOn;

  /**
   * Whether the deployment waits until the stack has been synced for the first time. A sync that fails then fails the
   * deployment.
   *
   * @default false - unless another synced stack comes after this one
   */
  readonly waitForSync?: boolean;

  /**
   * How long to wait for the first sync, from 1 second to 58 minutes.
   *
   * @default Duration.minutes(58)
   */
  readonly syncTimeout?: Duration;

  /**
   * Synced stacks that must have been synced once before this one is, for example since it imports what they export.
   *
   * It orders the first syncs only. Later, each stack follows its branch by itself.
   *
   * @default - none
   */
  readonly syncAfter?: GitSyncedStack[];
}

/**
 * A CloudFormation stack that lives in a Git repository, with all that this takes.
 *
 * It waits for the connection, links the repository, makes the two roles, makes the stack, empty, where there is none,
 * and then the sync configuration. Grant it what the template needs: it stands for the stack operations role.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync.html
 */
export class GitSyncedStack extends Construct implements iam.IGrantable {
  /** The name of the stack. */
  public readonly stackName: string;

  /** The link to the repository, for synced stacks elsewhere. */
  public readonly repositoryLink: IRepositoryLinkRef;

  /** The role that Git sync assumes. */
  public readonly gitSyncRole: GitSyncRole;

  /**
   * The role that CloudFormation assumes for the resources of the stack.
   *
   * @default - none: the permissions are those of the Git sync role
   */
  public readonly stackOperationsRole?: iam.IRole;

  /** Whoever needs the permissions for what the template describes: the stack operations role, where there is one. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The stack, which is there when this is. */
  public readonly targetStack: TargetStack;

  /** What keeps the stack in sync. */
  public readonly syncConfiguration: SyncConfiguration;

  private readonly syncTimeout: Duration | undefined;
  private firstSync: SuccessfulSync | undefined;

  /** @throws when it is not clear which repository is meant, or something else is not as it must be */
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
        `when this is removed, the roles go and the stack ${shownName(stackName)} stays, which then can neither be updated nor deleted; set the 'removalPolicy' to RemovalPolicy.DESTROY as well, or leave the 'roleRemovalPolicy' out`,
      );
    }
  }

  /**
   * The first successful sync.
   *
   * @default - none: nobody waits for it
   */
  public get successfulSync(): SuccessfulSync | undefined {
    return this.firstSync;
  }

  /**
   * The first successful sync, which is then waited for.
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
    const repository = { connection, ownerId, repositoryName } as Required<GitSyncedStackProps>; // it was checked
    return SharedRepositories.of(this).link(this, { ...repository, notificationTopic, connectionTimeout });
  }

  private newSyncConfiguration(props: GitSyncedStackProps): SyncConfiguration {
    const { publishDeploymentStatus, triggerResourceUpdateOn } = props;
    return new SyncConfiguration(this, 'SyncConfiguration', {
      repositoryLink: this.repositoryLink,
      branch: props.branch,
      configFile: props.configFile,
      stackName: props.stackName, // as it is, so that two for one stack are found at synthesis
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
  const listed = (names: string[]) => names.map((name) => `'${name}'`).join(', ') || 'none';
  if (!repositoryLink && given.length < 3) {
    return [
      `a synced stack needs ${listed(Object.keys(repository))}, or a 'repositoryLink', got ${listed(given)}; give the others`,
    ];
  }
  const ofConnection = [...given, ...namesOf({ notificationTopic, connectionTimeout })];
  if (repositoryLink && ofConnection.length > 0) {
    return [`'repositoryLink' says all of the repository, got ${listed(ofConnection)} besides; remove them`];
  }
  return [];
}

function namesOf(values: object): string[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}
