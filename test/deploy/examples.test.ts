import { codeConnections } from '../../local/inventory.ts';
import { Deployment, during } from './deployment';

jest.setTimeout(240_000);

const DEPLOY = ['deploy', '--require-approval', 'never', '--progress', 'events'];
let deployment: Deployment;

beforeAll(async () => {
  deployment = await Deployment.start();
});

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
