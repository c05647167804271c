/** The app that `npm run test:aws` deploys. What it is made of is in its context. */
import { App, CfnOutput, Duration, LegacyStackSynthesizer, RemovalPolicy, Stack, Tags, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  AvailableConnection,
  AvailableHost,
  Connection,
  ConnectionLookup,
  GitSyncRole,
  Host,
  HostLookup,
  ProviderType,
  RepositoryLink,
  RepositorySyncDefinitions,
  SuccessfulSync,
  SyncConfiguration,
  TargetStack,
  TriggerResourceUpdateOn,
} from 'cdk-codeconnections';
import type { Construct } from 'constructs';
import { branchOf, hostNameOf, nameOf, type Settings, type StackName, TAG, type Variant } from './settings';
import { CONFIG_FILE } from './sync-experiments';

const removalPolicy = RemovalPolicy.DESTROY;

const STACKS: Readonly<Record<StackName, (stack: Stack, settings: Settings, variant: Variant) => void>> = {
  'git-sync': gitSync,
  connection,
  host,
};

/** The constructs of the git-sync example, on a connection that is there; and what is looked up. */
function gitSync(stack: Stack, settings: Settings, variant: Variant): void {
  const { owner, repository, suffix } = settings;
  const isSynced = variant === 'syncs' || variant === 'synced';
  const stackName = nameOf(settings, 'synced');
  const empty = isSynced ? emptyStack(stack, stackName) : undefined;
  const imported = Connection.fromConnectionArn(stack, 'Imported', settings.connectionArn);
  const ready = new AvailableConnection(stack, 'Ready', { connection: imported });
  const link = new RepositoryLink(stack, 'Link', { connection: ready, ownerId: owner, repositoryName: repository });
  const sync = new SyncConfiguration(stack, 'Sync', {
    repositoryLink: link,
    branch: isSynced ? branchOf(settings) : settings.branch,
    configFile: CONFIG_FILE,
    stackName,
    removalPolicy,
    ...(empty && { role: empty.role }),
    ...(variant !== 'defaults' &&
      !isSynced && {
        pullRequestComment: true,
        publishDeploymentStatus: false,
        triggerResourceUpdateOn: TriggerResourceUpdateOn.FILE_CHANGE,
      }),
  });
  if (empty) sync.node.addDependency(empty.target);
  if (variant === 'synced') {
    const synced = new SuccessfulSync(stack, 'Synced', { syncConfiguration: sync, timeout: Duration.minutes(15) });
    outputs(stack, {
      SyncedRevision: synced.successfulSyncRevision,
      SyncedBranch: synced.successfulSyncBranch,
      SyncedDirectory: synced.successfulSyncDirectory,
      SyncedTarget: synced.successfulSyncTarget,
    });
  }
  if (isSynced) return;
  const found = new ConnectionLookup(stack, 'Lookup', { connectionName: settings.connectionName, trigger: variant });
  const definitions = new RepositorySyncDefinitions(stack, 'Definitions', { repositoryLink: link, trigger: variant });
  definitions.node.addDependency(sync);
  if (variant === 'failing') handshakeThatNeverComes(stack, suffix);
  outputs(stack, {
    ReadyArn: ready.connectionArn,
    ReadyStatus: ready.connectionStatus,
    LinkArn: link.repositoryLinkArn,
    LinkId: link.repositoryLinkId,
    LinkProvider: link.repositoryLinkProviderType,
    SyncOwner: sync.syncConfigurationOwnerId,
    SyncProvider: sync.syncConfigurationProviderType,
    SyncRepository: sync.syncConfigurationRepositoryName,
    FoundArn: found.connectionArn,
    FoundStatus: found.connectionStatus,
    FoundOwner: found.connectionOwnerAccountId,
    FoundProvider: found.connectionProviderType,
    DefinedStacks: Token.asString(definitions.stackCount),
    DefinedBranches: Token.asString(definitions.branchCount),
    DefinitionsComplete: definitions.complete,
  });
}

/** The stack of the experiments, empty, with roles that can make their topic in it. */
function emptyStack(stack: Stack, stackName: string): { readonly target: TargetStack; readonly role: GitSyncRole } {
  const role = new GitSyncRole(stack, 'Role', { stackName, removalPolicy });
  role.stackOperationsRole?.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['sns:*'],
      resources: [stack.formatArn({ service: 'sns', resource: `${stackName}*` })],
    }),
  );
  const stackOperationsRole = role.stackOperationsRole;
  return { role, target: new TargetStack(stack, 'Target', { stackName, stackOperationsRole, removalPolicy }) };
}

/** A connection that nobody completes: it rolls back, or is gone on with. */
function connection(stack: Stack, { suffix }: Settings, variant: Variant): void {
  if (variant === 'failing') {
    handshakeThatNeverComes(stack, suffix);
    return;
  }
  const connectionName = `cc-test-${suffix}${variant === 'renamed' ? '-2' : ''}`;
  const pending = new Connection(stack, 'Pending', {
    connectionName,
    providerType: ProviderType.GITHUB,
    removalPolicy,
    tags: { purpose: variant },
  });
  const waiter = new AvailableConnection(stack, 'Wait', {
    connection: pending,
    timeout: Duration.seconds(1),
    continueWhenPending: true,
  });
  outputs(stack, {
    Arn: pending.connectionArn,
    Status: pending.connectionStatus,
    Owner: pending.connectionOwnerAccountId,
    WaiterArn: waiter.connectionArn,
    WaiterStatus: waiter.connectionStatus,
  });
}

/** A host that nobody sets up, outside of any VPC. */
function host(stack: Stack, settings: Settings, variant: Variant): void {
  const hostName = hostNameOf(settings);
  const pending = new Host(stack, 'Host', {
    hostName,
    providerType: ProviderType.GITHUB_ENTERPRISE_SERVER,
    providerEndpoint: `https://${settings.suffix}.example.com`,
    removalPolicy,
    tags: { purpose: variant },
  });
  const waiter = new AvailableHost(stack, 'Wait', {
    host: pending,
    timeout: Duration.seconds(1),
    continueWhenPending: true,
  });
  const found = new HostLookup(stack, 'Lookup', { hostName, trigger: variant });
  found.node.addDependency(waiter);
  outputs(stack, {
    Arn: pending.hostArn,
    Status: pending.hostStatus,
    WaiterArn: waiter.hostArn,
    WaiterStatus: waiter.hostStatus,
    FoundArn: found.hostArn,
    FoundStatus: found.hostStatus,
    FoundEndpoint: found.hostProviderEndpoint,
  });
}

function handshakeThatNeverComes(scope: Construct, suffix: string): void {
  const connection = new Connection(scope, 'Never', {
    connectionName: `cc-test-${suffix}-never`,
    providerType: ProviderType.GITHUB,
    removalPolicy,
  });
  new AvailableConnection(scope, 'NeverReady', { connection, timeout: Duration.seconds(20) });
}

function outputs(stack: Stack, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) new CfnOutput(stack, name, { value });
}

const app = new App();
const settings: Settings = JSON.parse(app.node.getContext('settings'));
const what: StackName = app.node.getContext('stack');
const stack = new Stack(app, nameOf(settings, what), {
  synthesizer: new LegacyStackSynthesizer(), // no assets, so no bootstrap
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
Tags.of(stack).add(TAG, settings.suffix);
STACKS[what](stack, settings, app.node.getContext('variant'));
