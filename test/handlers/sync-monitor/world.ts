import type { MonitorEvent } from '../../../src/handlers/sync-monitor/change';
import { ACCOUNT, REGION } from '../rig/account';
import { MonitorRig } from '../rig/monitor-rig';
import { useRig } from '../rig/rig';

interface Link {
  readonly RepositoryLinkArn: string;
  readonly RepositoryLinkId: string;
  readonly ConnectionArn: string;
  readonly OwnerId: string;
  readonly RepositoryName: string;
}

interface Stack {
  readonly name: string;
  readonly link: Link;
  readonly branch: string;
}

/** Gives each test of a file an empty account. */
export function useEmptyAccount(): { readonly rig: MonitorRig; readonly world: World } {
  const rig = useRig(new MonitorRig());
  const world = new World(rig);
  beforeEach(() => world.stacks.clear());
  return { rig, world };
}

/** The resources of the account, set up with the permissions of AWS itself. */
export class World {
  readonly stacks = new Map<string, Stack>();
  private commits = 0;

  constructor(
    private readonly rig: MonitorRig,
    private readonly service = 'codeconnections',
  ) {}

  async connection(ConnectionName = 'github', region = REGION): Promise<string> {
    const input = { ConnectionName, ProviderType: 'GitHub' };
    const { ConnectionArn } = await this.call<{ ConnectionArn: string }>('CreateConnection', input, region);
    this.rig.simulator.completeConnection(ConnectionArn);
    return ConnectionArn;
  }

  async host(Name = 'ghes'): Promise<string> {
    const input = { Name, ProviderType: 'GitHubEnterpriseServer', ProviderEndpoint: `https://${Name}.example.com` };
    const { HostArn } = await this.call<{ HostArn: string }>('CreateHost', input);
    this.rig.simulator.completeHost(HostArn);
    return HostArn;
  }

  async link(ConnectionArn: string, RepositoryName = 'infra'): Promise<Link> {
    const input = { ConnectionArn, OwnerId: 'my-org', RepositoryName };
    return (await this.call<{ RepositoryLinkInfo: Link }>('CreateRepositoryLink', input)).RepositoryLinkInfo;
  }

  async stack(name: string, link: Link, branch = 'main', input: object = {}): Promise<void> {
    await this.call('CreateSyncConfiguration', {
      SyncType: 'CFN_STACK_SYNC',
      ResourceName: name,
      Branch: branch,
      ConfigFile: `${name}.yaml`,
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/sync`,
      RepositoryLinkId: link.RepositoryLinkId,
      ...input,
    });
    this.stacks.set(name, { name, link, branch });
  }

  /** A stack that is up to date, with its connection and repository link. */
  async syncedStack(name = 'prod', input: object = {}): Promise<Link> {
    const link = await this.link(await this.connection());
    await this.stack(name, link, 'main', input);
    this.push(link);
    this.rig.pass(1);
    return link;
  }

  /** Pushes a commit to which all stacks of the branch are synced; with a failure, their syncs fail. */
  push(
    { OwnerId, RepositoryName }: Link,
    { branch = 'main', failure }: { branch?: string; failure?: string } = {},
  ): string {
    this.commits += 1;
    const sha = this.commits.toString(16).padStart(40, '0');
    const files: Record<string, string> = { 'template.yaml': sha };
    for (const { name } of this.stacks.values()) files[`${name}.yaml`] = 'template-file-path: template.yaml';
    return this.rig.simulator.push({ repository: `${OwnerId}/${RepositoryName}`, branch, files, sha, failure });
  }

  block(stackName: string, contexts: Readonly<Record<string, string>> = {}): string {
    return this.rig.simulator.raiseBlocker({ stackName, reason: 'changed by hand', contexts });
  }

  /** A blocker of a stack that is up to date, after as many polls as the monitor needs to detect it. */
  async detectedBlocker(reason = 'changed by hand', contexts: Readonly<Record<string, string>> = {}): Promise<string> {
    await this.syncedStack();
    const id = this.rig.simulator.raiseBlocker({ stackName: 'prod', reason, contexts });
    for (let poll = 0; poll < 4; poll += 1) await this.rig.run();
    return id;
  }

  async resolve(ResourceName: string, Id: string): Promise<void> {
    const input = { ResourceName, Id, SyncType: 'CFN_STACK_SYNC', ResolvedReason: 'reviewed' };
    await this.call('UpdateSyncBlocker', input);
  }

  async remove(ResourceName: string): Promise<void> {
    await this.call('DeleteSyncConfiguration', { ResourceName, SyncType: 'CFN_STACK_SYNC' });
    this.stacks.delete(ResourceName);
  }

  call<T>(operation: string, input: object, region = REGION): Promise<T> {
    return this.rig.internally<T>(this.service, operation, input, region);
  }
}

/** The event of a sync of a stack that changes its status. */
export function stackEvent(stackName: string, status: string, spelling = 'GitSync'): MonitorEvent {
  const syncTarget = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stackName}/11111111-2222-4333-8444-555555555555`;
  return {
    'detail-type': `${spelling} Resource Sync Status Change`,
    account: ACCOUNT,
    region: REGION,
    detail: { syncTarget, status, branch: 'main', repositoryName: 'infra', commit: '1' },
  };
}

/** The event of a sync of a branch that changes its status. */
export function branchEvent(link: Link, status: string, branch = 'main'): MonitorEvent {
  const { RepositoryLinkId, OwnerId, RepositoryName } = link;
  return {
    'detail-type': 'Git Sync Repository Sync Status Change',
    account: ACCOUNT,
    region: REGION,
    detail: { repositoryLinkId: RepositoryLinkId, ownerId: OwnerId, repositoryName: RepositoryName, branch, status },
  };
}
