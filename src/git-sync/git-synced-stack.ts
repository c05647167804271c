import { CfnResource, type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { ErrorCode } from '../error-code';
import { throwIfInvalid } from '../private/errors';
import { checkReference } from '../private/references';
import { checkRepositoryPath } from '../private/repositories';
import { shownName } from '../private/texts';
import { warn } from '../private/warnings';
import {
  GitSyncRole,
  type StackPermissions,
  SyncConfiguration,
  type TriggerResourceUpdateOn,
} from '../sync-configuration';
import { read } from '../validation/values';
import type { GitRepository } from './git-repository';
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

  /** The repository: by its name and a connection, or by a link that exists. */
  readonly repository: GitRepository;

  /**
   * The source of the permissions for the resources in the template.
   *
   * @default StackPermissions.operationsRole() - a new stack operations role, with the permissions that you grant to
   * this construct
   */
  readonly stackPermissions?: StackPermissions;

  /**
   * The id of the stack, which is its ARN, if somebody has deleted it. Git sync never creates a stack, so this creates it
   * again, empty. See `TargetStack`.
   *
   * @default - none; a stack that was deleted is not created again
   */
  readonly deletedStackId?: string;

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
   * The first sync may need a push: push a commit while the deployment waits. If this sync fails, or a sync blocker keeps
   * it from starting, the deployment fails.
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
   * @throws when the repository contradicts another synced stack, or `stackName`, `branch` or `configFile` is not valid
   */
  constructor(scope: Construct, id: string, props: GitSyncedStackProps) {
    super(scope, id);
    checkReference('repository', props.repository, '_bind', this);
    for (const other of props.syncAfter ?? []) checkReference('syncAfter', other, '_successfulSync', this);
    throwIfInvalid(ErrorCode.INVALID_GIT_SYNCED_STACK, checkRepositoryPath('configFile', props.configFile), this);

    const { stackName, stackPermissions, removalPolicy, roleRemovalPolicy, syncAfter = [] } = props;
    this.stackName = stackName;
    this.syncTimeout = props.syncTimeout;
    const { link, connection } = props.repository._bind(this);
    this.repositoryLink = link;
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
      ...(props.deletedStackId !== undefined && { deletedStackId: props.deletedStackId }),
      ...(removalPolicy && { removalPolicy }),
    });
    this.syncConfiguration = this.newSyncConfiguration(props);
    this.syncConfiguration.node.addDependency(this.targetStack, ...syncAfter.map((other) => other._successfulSync()));
    if (props.waitForSync) this._successfulSync();
    if (!stackPermissions) this.node.addValidation({ validate: () => this.warnOfNoPermissions() });
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

  private warnOfNoPermissions(): string[] {
    if (this.stackOperationsRole && !hasPermissions(this.stackOperationsRole)) {
      warn(
        this,
        'cdk-codeconnections:stackWithoutPermissions',
        "the stack operations role has no permissions, so CloudFormation cannot deploy any resource of the template; grant this construct what the template needs, or give 'stackPermissions'",
      );
    }
    return [];
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

/** Whether a new role has permissions: by itself, or by a policy of its stack. A precreated one may have some. */
function hasPermissions(role: iam.IRole): boolean {
  const resource = role.node.defaultChild as iam.CfnRole | undefined;
  if (!resource || role.node.tryFindChild('DefaultPolicy')) return true; // grants end up there
  const stack = Stack.of(role);
  const isSome = (value: unknown) => stack.resolve(value)?.length > 0;
  if (isSome(resource.managedPolicyArns) || isSome(resource.policies)) return true;
  const reference = JSON.stringify(stack.resolve(resource.ref));
  return stack.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .some(
      (each) =>
        /^AWS::IAM::(?:Managed|Role)?Policy$/.test(each.cfnResourceType) &&
        JSON.stringify(stack.resolve([read(each, 'roles'), read(each, 'roleName')])).includes(reference),
    );
}
