import { type Simulator, startSimulator } from '../../../../local/simulator/index.ts';
import { availableConnection, type Client, client, ROLE } from '../client.ts';

export let simulator: Simulator;
export let call: Client;
/** A connection that is AVAILABLE, and a link to the repository my-org/infra through it. */
export let connection: string;
export let link: string;

/** Starts a simulator for the tests of a file. Each test begins with a connection and a link, and with a clock that stands still. */
export function setUpGitSync(): void {
  beforeAll(async () => {
    simulator = await startSimulator();
    call = client(simulator);
  });
  afterAll(() => simulator.close());

  beforeEach(async () => {
    simulator.reset();
    simulator.freeze();
    connection = await availableConnection(call, (arn) => simulator.completeConnection(arn));
    const input = { ConnectionArn: connection, OwnerId: 'my-org', RepositoryName: 'infra' };
    link = (await call('CreateRepositoryLink', input)).RepositoryLinkInfo.RepositoryLinkId;
  });
}

export const prod = { SyncType: 'CFN_STACK_SYNC', ResourceName: 'prod' };
export const files = { 'deploy/prod.yaml': 'template-file-path: app.yaml\n', 'app.yaml': 'Resources: {}' };
export const PATH = 'template-file-path: app.yaml';
export const tags = (count: number) => `tags: { ${Array.from({ length: count }, (_, n) => `t${n}: v`).join(', ')} }`;
export const push = (more: object = {}) =>
  simulator.push({ repository: 'my-org/infra', branch: 'main', files, ...more });
export const finish = () => simulator.advance(10_000);

export async function follow(input: object = {}) {
  await call('CreateSyncConfiguration', {
    ...prod,
    Branch: 'main',
    ConfigFile: 'deploy/prod.yaml',
    RepositoryLinkId: link,
    RoleArn: ROLE,
    ...input,
  });
}

export const repositoryStatus = async () =>
  (await call('GetRepositorySyncStatus', { RepositoryLinkId: link, Branch: 'main', SyncType: prod.SyncType }))
    .LatestSync;
export const stackStatus = () => call('GetResourceSyncStatus', prod);
export const blockers = async () => (await call('GetSyncBlockerSummary', prod)).SyncBlockerSummary.LatestBlockers;
export const resolve = (id: string, reason = 'reviewed') =>
  call('UpdateSyncBlocker', { ...prod, Id: id, ResolvedReason: reason });
