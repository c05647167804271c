import type { StackReference } from '../../local/simulator/git-sync';
import type { SettingsChange } from '../../local/simulator/simulator';
import type { Switch } from '../../src/handlers/client/operations';
import { ACCOUNT } from './rig/account';
import type { Rig } from './rig/rig';

/** What sources say differently of the service: all that is deployed has to be right either way. */
export const RECORDED: readonly (readonly [string, SettingsChange])[] = [
  ['a push while blocked syncs nothing', {}],
  [
    'a push while blocked makes a sync that fails',
    { syncsWhileBlocked: true, emptyBlockerSummary: false, deletionBlocks: false, firstSync: 'on-creation' },
  ],
  [
    'each error of a client has the status 400',
    { errorStatuses: 'api-reference', syncsWhileBlocked: true, driftBlocks: true, uniqueConnectionNames: false },
  ],
];

export const REPOSITORY = 'my-org/infra';
export const COMMIT = 'c0ffee0000000000000000000000000000000001';

/** A stack that is kept in sync, as the tests set it up and look at it behind the handler's back. */
export class SyncedStack {
  /** With a connection and a repository link for all stacks of a test in a Region. */
  static async create(
    rig: Rig,
    name = 'prod',
    region = 'us-east-1',
    input: object = {},
    service = 'codeconnections',
  ): Promise<SyncedStack> {
    const stack = new SyncedStack(rig, name, region, service);
    const connections = await stack.call<{ Connections: { ConnectionArn: string }[] }>('ListConnections', {});
    const connectionArn =
      connections.Connections.map(({ ConnectionArn }) => ConnectionArn).find((arn) => arn.includes(`:${region}:`)) ??
      (await stack.connect());
    const links = await stack.call<{ RepositoryLinks: Link[] }>('ListRepositoryLinks', {});
    const link = links.RepositoryLinks[0] ?? (await stack.link(connectionArn));
    stack.linkArn = link.RepositoryLinkArn;
    stack.connectionArn = connectionArn;
    await stack.call('CreateSyncConfiguration', {
      ...stack.id,
      Branch: 'main',
      ConfigFile: `${name}.yaml`,
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/sync`,
      RepositoryLinkId: link.RepositoryLinkId,
      ...input,
    });
    return stack;
  }

  linkArn = '';
  connectionArn = '';

  private constructor(
    private readonly rig: Rig,
    readonly name: string,
    readonly region: string,
    private readonly service: string,
  ) {}

  get properties() {
    return { Region: this.region, StackName: this.name };
  }

  get reference(): StackReference {
    return { stackName: this.name, region: this.region };
  }

  get id() {
    return { ResourceName: this.name, SyncType: 'CFN_STACK_SYNC' };
  }

  /** A commit that changes the stack; with a failure, the stack cannot be brought to it. */
  push(sha = COMMIT, failure?: string): void {
    const files = { [`${this.name}.yaml`]: 'template-file-path: template.yaml', 'template.yaml': sha };
    this.rig.simulator.push({ repository: REPOSITORY, branch: 'main', files, sha, failure });
  }

  /** A commit, and all that comes of it. */
  sync(sha = COMMIT, failure?: string): void {
    this.push(sha, failure);
    this.rig.simulator.advance(1_000);
  }

  block(reason = 'changed by hand', contexts: Readonly<Record<string, string>> = {}): string {
    return this.rig.simulator.raiseBlocker({ ...this.reference, reason, contexts });
  }

  /** Somebody deletes the stack. Returns the blocker that this raises, if it does. */
  deleteByHand(): string | undefined {
    return this.rig.simulator.stackChanged({ ...this.reference, change: 'deleted' });
  }

  async blockers(): Promise<
    { Id: string; Status: string; CreatedAt: number; ResolvedAt?: number; ResolvedReason?: string }[]
  > {
    const { SyncBlockerSummary } = await this.call<{ SyncBlockerSummary: { LatestBlockers: [] } }>(
      'GetSyncBlockerSummary',
      this.id,
    );
    return SyncBlockerSummary.LatestBlockers;
  }

  /** Somebody resolves a sync blocker. */
  async resolve(Id: string): Promise<void> {
    await this.call('UpdateSyncBlocker', { ...this.id, Id, ResolvedReason: 'reviewed' });
  }

  async pullRequestComment(): Promise<Switch | undefined> {
    type Found = { SyncConfiguration: { PullRequestComment?: Switch } };
    return (await this.call<Found>('GetSyncConfiguration', this.id)).SyncConfiguration.PullRequestComment;
  }

  /** Changes the sync configuration as CloudFormation or a person would. */
  async update(input: object): Promise<void> {
    await this.call('UpdateSyncConfiguration', { ...this.id, ...input });
  }

  async remove(): Promise<void> {
    await this.call('DeleteSyncConfiguration', this.id);
  }

  /** Changes that the handler has made, or tried to make. */
  changes(): object[] {
    const own: (string | undefined)[] = ['UpdateSyncBlocker', 'UpdateSyncConfiguration'];
    return this.rig.simulator.calls.filter(({ operation, input }) => {
      const { ResourceName } = input as { ResourceName?: string };
      return own.includes(operation) && ResourceName === this.name;
    });
  }

  private async connect(): Promise<string> {
    const input = { ConnectionName: `github-${this.region}`, ProviderType: 'GitHub' };
    const { ConnectionArn } = await this.call<{ ConnectionArn: string }>('CreateConnection', input);
    this.rig.simulator.completeConnection(ConnectionArn);
    return ConnectionArn;
  }

  private async link(ConnectionArn: string): Promise<Link> {
    const [OwnerId, RepositoryName] = REPOSITORY.split('/');
    const input = { ConnectionArn, OwnerId, RepositoryName };
    return (await this.call<{ RepositoryLinkInfo: Link }>('CreateRepositoryLink', input)).RepositoryLinkInfo;
  }

  private call<T>(operation: string, input: object): Promise<T> {
    return this.rig.internally<T>(this.service, operation, input, this.region);
  }
}

interface Link {
  readonly RepositoryLinkArn: string;
  readonly RepositoryLinkId: string;
}
