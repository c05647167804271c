import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Inbox, openInbox } from '../../demo/inbox.ts';
import { Monitor } from '../../demo/monitor.ts';
import { SyncedStack } from '../../demo/synced-stack.ts';
import { codeConnections } from '../../local/aws/codeconnections.ts';
import { Deployment, during } from './deployment';

jest.setTimeout(240_000);

const DEPLOY = ['deploy', '--require-approval', 'never', '--progress', 'events'];
let deployment: Deployment;
let inbox: Inbox | undefined;

beforeAll(async () => {
  deployment = await Deployment.start();
});

afterEach(() => inbox?.close());
afterAll(() => deployment.stop());

test('the example self-managed-host waits for the host, then for the connection on it, and leaves nothing behind', async () => {
  const deploying = deployment.example('typescript/self-managed-host', DEPLOY);
  deployment.aws.simulator.completeHost(await during(deploying, deployment.pendingHost()));
  deployment.aws.simulator.completeConnection(await during(deploying, deployment.pendingConnection()));
  expect(await deploying).toMatchObject({ exitCode: 0 });
  const { connections, hosts } = await codeConnections(deployment.aws.env);
  expect(hosts).toEqual([expect.objectContaining({ Status: 'AVAILABLE', ProviderType: 'GitHubEnterpriseServer' })]);
  expect(connections).toEqual([expect.objectContaining({ ConnectionStatus: 'AVAILABLE' })]);

  expect(await deployment.example('typescript/self-managed-host', ['destroy', '--force'])).toMatchObject({
    exitCode: 0,
  });
  expect(await deployment.left()).toEqual({});
});

test('the example git-synced-stack: a push deploys, an update by hand blocks, people are told, the alarm goes off and comes back', async () => {
  const { aws } = deployment;
  inbox = await openInbox(aws);
  const context = ['-c', `subscriber=${inbox.url}`];
  const alarmsOn = async () => {
    const alarms = await monitor.alarms();
    return alarms.filter(({ state }) => state === 'ALARM').map(({ description }) => description);
  };
  const dashboard = async () => (await fetch(await monitor.dashboardUrl())).text();
  const prod = new SyncedStack(aws, 'prod', join(__dirname, '../../examples/typescript/git-synced-stack/repository'));
  const monitor = new Monitor(aws, 'git-sync-monitor');

  const deploying = deployment.example('typescript/git-synced-stack', [...DEPLOY, '--all', ...context]);
  aws.simulator.completeConnection(await during(deploying, deployment.pendingConnection()));
  expect(await deploying).toMatchObject({ exitCode: 0 });
  expect((await prod.syncTo(await prod.push())).status).toBe('SUCCEEDED');
  expect(await deployment.status('prod')).toBe('UPDATE_COMPLETE');

  const before = inbox.count;
  const withoutInvoices = (template: string) => template.replace(/\n {2}Invoices:.*/s, '');
  await prod.updateByHand(withoutInvoices);
  const sha = await prod.push(withoutInvoices);
  await sleep(2_000); // the branch is read, and the stack is passed over
  await monitor.poll();
  const told = await inbox.next(/is blocked/);
  expect(told).toContain('Stack prod was updated by somebody else than Git sync');
  expect(told).toMatch(/https:\/\/us-east-1\.console\.aws\.amazon\.com\/cloudformation\/home\S*prod/);
  expect(await alarmsOn()).toEqual(['Git sync: sync blockers are active']);
  const drawn = (await dashboard()).replaceAll(/<[^>]*>/g, ' ');
  expect(drawn).toMatch(/ALARM\s+Git sync: sync blockers are active/);
  expect(drawn).toMatch(
    /prod\s+my-org\/infra\s+main\s+\S+ \S+ UTC\s+SYNC_BLOCKED\s+Stack prod was updated by somebody else than Git sync/,
  );
  expect(drawn).not.toContain('Not drawn');

  const resolve = [
    'deploy',
    'git-synced-stack',
    ...DEPLOY.slice(1),
    ...context,
    '-c',
    'resolve=it is gone from Git, too',
  ];
  expect(await deployment.example('typescript/git-synced-stack', resolve)).toMatchObject({ exitCode: 0 });
  expect((await prod.syncTo(sha)).status).toBe('SUCCEEDED');
  await inbox.next(/Resolved: /);
  await aws.passTime(10);
  await monitor.poll();
  expect(await alarmsOn()).toEqual([]);
  expect(await dashboard()).not.toContain('SYNC_BLOCKED');
  expect(inbox.count - before).toBe(2); // the problem, and its end

  const destroyed = deployment.example('typescript/git-synced-stack', ['destroy', '--force', '--all']);
  expect(await destroyed).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({});
});

test('the example shared-connection finds the one connection that is tagged, and leaves it as it is', async () => {
  const create = (ConnectionName: string, team: string) =>
    deployment.codeConnections<{ ConnectionArn: string }>('CreateConnection', {
      ConnectionName,
      ProviderType: 'GitHub',
      Tags: [{ Key: 'team', Value: team }],
    });
  for (const { ConnectionArn } of [await create('ours', 'web'), await create('shared', 'platform')]) {
    deployment.aws.simulator.completeConnection(ConnectionArn);
  }
  const { output, exitCode } = await deployment.example('typescript/shared-connection', DEPLOY);
  expect(exitCode).toBe(0);
  const { connections } = await codeConnections(deployment.aws.env);
  const shared = connections.find(({ ConnectionName }) => ConnectionName === 'shared');
  expect(output).toContain(`shared-connection.ConnectionArn = ${shared?.ConnectionArn}`);

  expect(await deployment.example('typescript/shared-connection', ['destroy', '--force'])).toMatchObject({
    exitCode: 0,
  });
  expect(await deployment.left()).toEqual({ connections: ['ours', 'shared'] });
});
