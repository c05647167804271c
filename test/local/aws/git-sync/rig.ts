import { setTimeout as sleep } from 'node:timers/promises';
import { awsRequest } from '../../../../local/aws/aws-request';
import { callCodeConnections } from '../../../../local/aws/codeconnections';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { role, type Statement } from '../ministack/roles';
import { Stacks, type Template } from '../ministack/stacks';

const CONFIG_FILE = 'deploy/prod.yaml';
const SYNC_TYPE = 'CFN_STACK_SYNC';
export const GIT_SYNC = 'cloudformation.sync.codeconnections.amazonaws.com';
/** The content of a deployment file. */
export const DEPLOYMENT = 'template-file-path: app.yaml\n';

/** The permissions that GitSyncRole gives: the tests of that construct deploy it. */
const CHANGE_SETS = ['CreateChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet', 'DeleteChangeSet', 'DescribeStacks'];
export const PERMISSIONS = [...CHANGE_SETS, 'DescribeStackEvents'].map((action) => `cloudformation:${action}`);
export const RULES = ['events:PutRule', 'events:PutTargets'];

export const EMPTY: Template = { Resources: { Nothing: { Type: 'AWS::CloudFormation::WaitConditionHandle' } } };

export interface Sync {
  readonly Status: string;
  readonly TargetRevision: { readonly Sha: string };
  readonly Events: readonly { readonly Event: string; readonly Type: string; readonly ExternalId?: string }[];
}

export interface Blocker {
  readonly Id: string;
  readonly Status: string;
  readonly CreatedReason: string;
  readonly Contexts: readonly { readonly Key: string; readonly Value: string }[];
}

export interface FollowOptions {
  /** The permissions of the role on the stack. @default PERMISSIONS */
  readonly actions?: string[];
  /** Its other permissions. @default - RULES on rules that Git sync manages */
  readonly more?: Statement[];
  /** The stack on which the role has its permissions. @default - the synced one */
  readonly of?: string;
  /** The principal that may assume the role. @default - Git sync */
  readonly trust?: object;
}

/** A local AWS with a repository that is linked. Each synced stack follows a branch of its own name. */
export class GitSyncRig {
  static async start(): Promise<GitSyncRig> {
    const aws = await startLocalAws({ port: 0, simulatorPort: 0 });
    aws.simulator.configure({ syncDelay: 0 });
    const call = <T>(operation: string, input: object) => callCodeConnections<T>(aws.env, operation, input);
    const connection = { ConnectionName: 'github', ProviderType: 'GitHub' };
    const { ConnectionArn } = await call<{ ConnectionArn: string }>('CreateConnection', connection);
    aws.simulator.completeConnection(ConnectionArn);
    const link = { ConnectionArn, OwnerId: 'my-org', RepositoryName: 'infra' };
    type Linked = { RepositoryLinkInfo: { RepositoryLinkId: string } };
    const { RepositoryLinkInfo } = await call<Linked>('CreateRepositoryLink', link);
    return new GitSyncRig(aws, ConnectionArn, RepositoryLinkInfo.RepositoryLinkId);
  }

  readonly aws: LocalAws;
  readonly stacks: Stacks;
  readonly connectionArn: string;
  readonly linkId: string;
  private count = 0;

  private constructor(aws: LocalAws, connectionArn: string, linkId: string) {
    this.aws = aws;
    this.stacks = new Stacks(aws);
    this.connectionArn = connectionArn;
    this.linkId = linkId;
  }

  stop(): Promise<void> {
    return this.aws.stop();
  }

  /** The name of another synced stack, which does not exist yet. */
  next(): SyncedStack {
    this.count += 1;
    return new SyncedStack(this, `prod-${this.count}`);
  }

  /** A new stack that is synced, with nothing in it. */
  async synced(options?: FollowOptions): Promise<SyncedStack> {
    const stack = this.next();
    await this.stacks.create(stack.name, EMPTY);
    await stack.follow(options);
    return stack;
  }
}

export class SyncedStack {
  readonly name: string;
  private readonly rig: GitSyncRig;

  constructor(rig: GitSyncRig, name: string) {
    this.rig = rig;
    this.name = name;
  }

  get roleName(): string {
    return `git-sync-${this.name}`;
  }

  /** Makes the role and the sync configuration. */
  async follow({
    actions = PERMISSIONS,
    more = [managedRules(RULES)],
    of = this.name,
    trust = { Service: GIT_SYNC },
  }: FollowOptions = {}) {
    const Resource = `arn:aws:cloudformation:us-east-1:123456789012:stack/${of}/*`;
    const statements: Statement[] = [{ Action: actions, Resource }, ...more];
    await this.rig.stacks.create(this.roleName, { Resources: { Role: role(trust, statements, this.roleName) } });
    await this.followAgain();
  }

  /** Makes the sync configuration, with the role that there is. */
  async followAgain(): Promise<void> {
    await this.call('CreateSyncConfiguration', {
      Branch: this.name,
      ConfigFile: CONFIG_FILE,
      RepositoryLinkId: this.rig.linkId,
      RoleArn: `arn:aws:iam::123456789012:role/${this.roleName}`,
    });
  }

  /** Pushes a template and a deployment file; returns the commit. */
  push(template: string, deployment = DEPLOYMENT): string {
    const files = { [CONFIG_FILE]: deployment, 'app.yaml': template };
    return this.rig.aws.simulator.push({ repository: 'my-org/infra', branch: this.name, files });
  }

  /** The latest sync, or nothing before the first one. */
  async latestSync(): Promise<Sync | undefined> {
    const status = this.call<{ LatestSync?: Sync }>('GetResourceSyncStatus');
    return (await status.catch(() => ({ LatestSync: undefined }))).LatestSync;
  }

  /** The sync to a commit, once it has ended. */
  async syncTo(sha: string): Promise<Sync> {
    for (;;) {
      const LatestSync = await this.latestSync();
      if (LatestSync?.TargetRevision.Sha === sha && /SUCCEEDED|FAILED/.test(LatestSync.Status)) return LatestSync;
      await sleep(50);
    }
  }

  /** The last event of the sync to a commit. */
  async lastEvent(sha: string): Promise<string | undefined> {
    return (await this.syncTo(sha)).Events.at(-1)?.Event;
  }

  async blockers(): Promise<readonly Blocker[]> {
    type Output = { SyncBlockerSummary: { LatestBlockers: Blocker[] } };
    return (await this.call<Output>('GetSyncBlockerSummary')).SyncBlockerSummary.LatestBlockers;
  }

  async resolve(Id: string): Promise<void> {
    await this.call('UpdateSyncBlocker', { Id, ResolvedReason: 'seen' });
  }

  async unfollow(): Promise<void> {
    await this.call('DeleteSyncConfiguration');
  }

  async topicArn(): Promise<string> {
    const created = (await this.rig.stacks.events(this.name)).filter(
      ({ logicalId, physicalId }) => logicalId === 'Topic' && physicalId,
    );
    return created.at(-1)?.physicalId ?? '';
  }

  /** The display name of the topic, from SNS itself. */
  async displayName(): Promise<string | undefined> {
    const attributes = await this.sns({ Action: 'GetTopicAttributes', TopicArn: await this.topicArn() });
    return /<key>DisplayName<\/key><value>(.*?)<\/value>/.exec(attributes)?.[1];
  }

  sns(parameters: Record<string, string>): Promise<string> {
    return awsRequest(this.rig.aws.env, { service: 'sns', parameters: { Version: '2010-03-31', ...parameters } });
  }

  private call<T>(operation: string, input: object = {}): Promise<T> {
    const key = { ResourceName: this.name, SyncType: SYNC_TYPE };
    return callCodeConnections<T>(this.rig.aws.env, operation, { ...key, ...input });
  }
}

/** Permissions on the rules that Git sync manages. */
export const managedRules = (Action: string[]): Statement => ({
  Action,
  Resource: 'arn:aws:events:us-east-1:123456789012:rule/*',
  Condition: { StringEquals: { 'events:ManagedBy': GIT_SYNC } },
});

/** A template with a topic whose display name is a parameter. */
export const topic = (displayName: string) => `
Parameters:
  Name: { Type: String, Default: ${displayName} }
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: !Ref Name }
`;
