process.env.CDK_VALIDATION = 'false';

import { App, Duration, Stack } from 'aws-cdk-lib';
import { CfnPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AvailableConnection,
  AvailableHost,
  Connection,
  ConnectionLookup,
  Host,
  HostLookup,
  RepositoryLink,
  RepositoryLinkLookup,
  RepositorySyncDefinitions,
  SuccessfulSync,
  SyncBlockerResolution,
  SyncConfiguration,
  TargetStack,
} from '../../src';
import { Account } from './account';
import { type Build, Deployment, ENV } from './deployment';

jest.setTimeout(300_000);

/** What a stack is about: each has a stack of its own to sync, so that none is in the way of another. */
interface Subject {
  readonly stackName: string;
  readonly hostArn: string;
}

const ARN = `arn:aws:codeconnections:${ENV.region}:${ENV.account}`;
/** Waits, and then goes on: what is pending stays so. */
const BRIEFLY = { timeout: Duration.seconds(1), continueWhenPending: true };
const tags = { team: 'platform' };
const Tags = [{ Key: 'team', Value: 'platform' }];

let connectionArn = `${ARN}:connection/1`;
let hostArn = `${ARN}:host/1`;
let failedHostArn = hostArn;
let repositoryLinkArn = `${ARN}:repository-link/1`;

const importedLink = (stack: Stack) => RepositoryLink.fromRepositoryLinkArn(stack, 'Link', repositoryLinkArn);
const importedSync = (stack: Stack, stackName: string) =>
  SyncConfiguration.fromSyncConfigurationAttributes(stack, 'Sync', { stackName });

/** Each construct that has permissions, in a way that needs them all. */
const CONSTRUCTS: Readonly<Record<string, (stack: Stack, subject: Subject) => void>> = {
  AvailableConnection: (stack) => {
    const connection = Connection.fromConnectionArn(stack, 'Connection', connectionArn);
    new AvailableConnection(stack, 'Ready', { connection, notificationTopic: new Topic(stack, 'Topic'), ...BRIEFLY });
  },
  AvailableHost: (stack, subject) => {
    const host = Host.fromHostArn(stack, 'Host', subject.hostArn);
    new AvailableHost(stack, 'Ready', { host, notificationTopic: new Topic(stack, 'Topic'), ...BRIEFLY });
  },
  ConnectionLookup: (stack) => {
    new ConnectionLookup(stack, 'Lookup', { tags });
  },
  HostLookup: (stack) => {
    new HostLookup(stack, 'Lookup', { tags });
  },
  RepositoryLinkLookup: (stack) => {
    new RepositoryLinkLookup(stack, 'Lookup', { tags });
  },
  RepositorySyncDefinitions: (stack) => {
    new RepositorySyncDefinitions(stack, 'Definitions', { repositoryLink: importedLink(stack) });
  },
  PullRequestComment: (stack, { stackName }) => {
    new SyncConfiguration(stack, 'Sync', {
      repositoryLink: importedLink(stack),
      branch: 'comments',
      configFile: 'prod.yaml',
      stackName: `${stackName}-comments`,
      role: Role.fromRoleName(stack, 'Role', 'git-sync'),
      pullRequestComment: true,
    });
  },
  SuccessfulSync: (stack, { stackName }) => {
    const syncConfiguration = importedSync(stack, stackName);
    new SuccessfulSync(stack, 'Synced', { syncConfiguration, timeout: Duration.minutes(2) });
  },
  SyncBlockerResolution: (stack, { stackName }) => {
    const syncConfiguration = importedSync(stack, stackName);
    new SyncBlockerResolution(stack, 'Resolution', { syncConfiguration, reason: 'reviewed', waitForSync: true });
  },
  TargetStack: (stack, { stackName }) => {
    const stackOperationsRole = Role.fromRoleName(stack, 'Operations', 'operations');
    new TargetStack(stack, 'Target', { stackName: `${stackName}-target`, stackOperationsRole });
  },
};

/** A construct without one statement of its policies. */
interface Case {
  readonly name: string;
  readonly construct: string;
  readonly policy: number;
  readonly statement: number;
  readonly actions: string[];
}

const policiesOf = (stack: Stack) => stack.node.findAll().filter(CfnPolicy.isCfnPolicy) as CfnPolicy[];

const CASES: Case[] = Object.entries(CONSTRUCTS).flatMap(([construct, build]) => {
  const stack = new Stack(new App(), 'synthesised', { env: ENV });
  build(stack, { stackName: 'prod', hostArn });
  return policiesOf(stack).flatMap((policy, index) => {
    const { Statement } = stack.resolve(policy.policyDocument) as { Statement: { Action: string | string[] }[] };
    return Statement.map(({ Action }, statement) => ({
      name: `${construct}-${index}-${statement}`,
      construct,
      policy: index,
      statement,
      actions: [Action].flat(),
    }));
  });
});

/** Actions that are called in problem only: on a host that has failed, and for a stack that was never synced. */
const onFailedHost = ({ actions }: Case) => actions.includes('codeconnections:ListHosts');
const onUnsyncedStack = ({ construct, actions }: Case) =>
  construct === 'SuccessfulSync' && !actions.includes('codeconnections:GetResourceSyncStatus');

let deployment: Deployment;
let account: Account;
let output = '';

/** All at once: a handler asks again for half a minute, since a policy may be fresh, before it says what it lacks. */
beforeAll(async () => {
  deployment = await Deployment.start({ simulatedSyncs: true });
  account = new Account(deployment);
  const { simulator } = deployment.aws;
  const available = await account.availableConnection('available', Tags);
  connectionArn = await account.connection('pending');
  hostArn = await account.host('pending', Tags);
  failedHostArn = await account.host('failed');
  simulator.failHost(failedHostArn, 'no way to the provider');
  await account.role('operations', 'cloudformation.amazonaws.com');
  const link = await account.repositoryLink(available, Tags);
  repositoryLinkArn = link.RepositoryLinkArn;

  const builds: Record<string, Build> = {};
  for (const [construct, build] of Object.entries(CONSTRUCTS)) {
    await account.syncConfiguration(construct, link);
    builds[construct] = (stack) => build(stack, { stackName: construct, hostArn });
  }
  for (const it of CASES) {
    await account.syncConfiguration(it.name, link, onUnsyncedStack(it) ? 'unsynced' : 'main');
    builds[it.name] = (stack) => {
      const subject = { stackName: it.name, hostArn: onFailedHost(it) ? failedHostArn : hostArn };
      CONSTRUCTS[it.construct](stack, subject);
      const path = `PolicyDocument.Statement.${it.statement}.Action`;
      policiesOf(stack)[it.policy].addPropertyOverride(path, 'sts:GetCallerIdentity');
    };
  }
  account.push('a template');
  simulator.advance(10_000); // the syncs are over
  simulator.configure({ syncDelay: 5_000 }); // those that follow last longer than one look at them
  for (const name of Object.keys(builds).filter((it) => it.startsWith('SyncBlockerResolution')))
    account.changeByHand(name);
  ({ output } = await deployment.deployAll(builds));
});

afterAll(() => deployment.stop());

test.each(Object.keys(CONSTRUCTS))('%s deploys with the permissions that it has', async (construct) => {
  expect(await deployment.status(construct)).toBe('CREATE_COMPLETE');
});

test.each(CASES.map(({ name, actions }) => [name, actions] as const))(
  '%s, which lacks a statement of a policy, fails and names what it lacks: %j',
  async (name, actions) => {
    expect(await deployment.status(name)).toBe('ROLLBACK_COMPLETE');
    const failure = output
      .split('\n')
      .find((line) => line.trim().startsWith(`${name} |`) && line.includes('not allowed'));
    expect(actions.filter((action) => failure?.includes(action))).toHaveLength(1);
  },
);
