import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { pythonEnvironment } from '../../../local/python-environment.ts';
import { type Simulator, startSimulator } from '../../../local/simulator/index.ts';
import type { ServiceName } from '../../../local/simulator/model/operations.ts';
import { OPERATIONS } from '../../../local/simulator/model/operations.ts';
import { ROLE } from './client.ts';
import { ghes, vpc } from './scenario.ts';

jest.setTimeout(30_000);

let simulator: Simulator;
let python: ChildProcessWithoutNullStreams;
let lines: AsyncIterator<string>;
let reader: Interface;

beforeAll(async () => {
  simulator = await startSimulator();
  const executable = await pythonEnvironment({
    folder: join(__dirname, '.venv'),
    requirements: join(__dirname, 'aws-cli-requirements.txt'),
    modules: ['awscli'],
    log: (message) => process.stderr.write(`${message}\n`),
  });
  const { accessKeyId, secretAccessKey } = simulator.credentials();
  python = spawn(executable, [join(__dirname, 'aws-cli.py')], {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: simulator.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  python.stderr.pipe(process.stderr);
  reader = createInterface({ input: python.stdout });
  lines = reader[Symbol.asyncIterator]();
}, 300_000);

afterAll(async () => {
  reader?.close();
  python?.kill();
  await simulator?.close();
});
beforeEach(() => simulator.reset());

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(...options: string[]): Promise<Run> {
  python.stdin.write(`${JSON.stringify(options)}\n`);
  return JSON.parse((await lines.next()).value);
}

/** Runs `aws SERVICE OPERATION` with the input as JSON, and returns the output. */
function aws(service: ServiceName) {
  return async (operation: string, input: object = {}) => {
    const { code, out, err } = await run(service, operation, '--cli-input-json', JSON.stringify(input));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out === '' ? {} : JSON.parse(out);
  };
}

describe.each<ServiceName>(['codeconnections', 'codestar-connections'])('aws %s', (service) => {
  const call = aws(service);
  const prod = { ResourceName: 'prod', SyncType: 'CFN_STACK_SYNC' };

  test('drives all 27 operations', async () => {
    // Hosts
    const { HostArn } = await call('create-host', { ...ghes(), VpcConfiguration: vpc() });
    expect(HostArn).toMatch(new RegExp(`^arn:aws:${service}:us-east-1:123456789012:host/ghes-[0-9a-f]{8}$`));
    simulator.advance(1000);
    await call('update-host', { HostArn, ProviderEndpoint: 'https://git2.example.com' });
    expect(await call('get-host', { HostArn })).toEqual({
      ...ghes(),
      ProviderEndpoint: 'https://git2.example.com',
      VpcConfiguration: vpc(),
      Status: 'PENDING',
    });
    expect((await call('list-hosts')).Hosts).toHaveLength(1);
    simulator.completeHost(HostArn);

    // Connections and tags
    const { ConnectionArn } = await call('create-connection', { ConnectionName: 'ghes', HostArn });
    simulator.completeConnection(ConnectionArn);
    expect((await call('get-connection', { ConnectionArn })).Connection.ConnectionStatus).toBe('AVAILABLE');
    expect((await call('list-connections', { HostArnFilter: HostArn })).Connections).toHaveLength(1);
    const Tags = [{ Key: 'team', Value: 'platform' }];
    await call('tag-resource', { ResourceArn: ConnectionArn, Tags });
    expect(await call('list-tags-for-resource', { ResourceArn: ConnectionArn })).toEqual({ Tags });
    await call('untag-resource', { ResourceArn: ConnectionArn, TagKeys: ['team'] });

    // Repository links
    const { RepositoryLinkInfo } = await call('create-repository-link', {
      ConnectionArn,
      OwnerId: 'my-org',
      RepositoryName: 'infra',
    });
    const { RepositoryLinkId } = RepositoryLinkInfo;
    await call('update-repository-link', { RepositoryLinkId, ConnectionArn });
    expect(await call('get-repository-link', { RepositoryLinkId })).toEqual({ RepositoryLinkInfo });
    expect(await call('list-repository-links')).toEqual({ RepositoryLinks: [RepositoryLinkInfo] });

    // Sync configurations; only the newer API knows PullRequestComment
    const newer = service === 'codeconnections' ? { PullRequestComment: 'ENABLED' } : {};
    const settings = { RepositoryLinkId, Branch: 'main', ConfigFile: 'prod.yaml', RoleArn: ROLE, ...newer };
    await call('create-sync-configuration', { ...prod, ...settings });
    await call('update-sync-configuration', { ...prod, PublishDeploymentStatus: 'ENABLED' });
    const { SyncConfiguration } = await call('get-sync-configuration', prod);
    expect(SyncConfiguration).toMatchObject({ ...settings, PublishDeploymentStatus: 'ENABLED' });
    const byLink = { RepositoryLinkId, SyncType: prod.SyncType };
    expect(await call('list-sync-configurations', byLink)).toEqual({ SyncConfigurations: [SyncConfiguration] });
    expect(await call('list-repository-sync-definitions', byLink)).toEqual({
      RepositorySyncDefinitions: [{ Branch: 'main', Directory: 'prod.yaml', Parent: 'prod', Target: 'prod' }],
    });

    // Sync status and blockers
    const files = { 'prod.yaml': 'template-file-path: app.yaml', 'app.yaml': '' };
    simulator.push({ repository: 'my-org/infra', branch: 'main', files });
    simulator.advance(1000);
    const { LatestSync } = await call('get-repository-sync-status', { ...byLink, Branch: 'main' });
    expect(LatestSync.Status).toBe('SUCCEEDED');
    expect(Math.abs(LatestSync.StartedAt * 1000 - Date.now())).toBeLessThan(60_000);
    expect((await call('get-resource-sync-status', prod)).LatestSync.Status).toBe('SUCCEEDED');
    const Id = simulator.raiseBlocker({ stackName: 'prod' });
    expect((await call('get-sync-blocker-summary', prod)).SyncBlockerSummary.LatestBlockers).toHaveLength(1);
    const { SyncBlocker } = await call('update-sync-blocker', { ...prod, Id, ResolvedReason: 'seen' });
    expect(SyncBlocker.Status).toBe('RESOLVED');

    // And down again
    await call('delete-sync-configuration', prod);
    await call('delete-repository-link', { RepositoryLinkId });
    await call('delete-connection', { ConnectionArn });
    await call('delete-host', { HostArn });
    expect(new Set(simulator.calls.map(({ operation }) => operation))).toEqual(new Set(Object.keys(OPERATIONS)));
    expect(simulator.calls.every((each) => each.service === service && each.status === 200)).toBe(true);
  }, 120_000);

  test('shows errors as those of the service', async () => {
    const arn = `arn:aws:${service}:us-east-1:123456789012:connection/x`;
    const { code, err } = await run(service, 'get-connection', '--connection-arn', arn);
    expect(code).not.toBe(0);
    expect(err).toContain('(ResourceNotFoundException) when calling the GetConnection operation');
    expect(err).toContain(`Connection ${arn} not found`);
  });

  test('takes options as people type them', async () => {
    const { code } = await run(
      ...[
        service,
        'create-connection',
        '--provider-type',
        'GitHub',
        '--connection-name',
        'mine',
        '--tags',
        'Key=a,Value=b',
      ],
    );
    expect(code).toBe(0);
    const { out } = await run(
      service,
      'list-connections',
      '--query',
      'Connections[].ConnectionName',
      '--output',
      'text',
    );
    expect(out).toBe('mine\n');
  });
});
