import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { codeConnections } from '../../local/aws/codeconnections.ts';
import { AvailableConnection, Connection, ProviderType, RepositoryLink } from '../../src';
import { Deployment } from './deployment';

jest.setTimeout(240_000);

const CONSOLE_LINK =
  /https:\/\/us-east-1\.console\.aws\.amazon\.com\/codesuite\/settings\/\S+\/connections\/[0-9a-f-]+/;

let deployment: Deployment;

beforeAll(async () => {
  deployment = await Deployment.start();
});

afterAll(() => deployment.stop());

function connectionAndLink(options: { connectionName?: string; timeout?: Duration } = {}) {
  return (stack: Stack) => {
    const connection = new Connection(stack, 'Connection', {
      providerType: ProviderType.GITHUB,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(options.connectionName && { connectionName: options.connectionName }),
    });
    const ready = new AvailableConnection(stack, 'Ready', {
      connection,
      ...(options.timeout && { timeout: options.timeout }),
    });
    new RepositoryLink(stack, 'Link', { connection: ready, ownerId: 'my-org', repositoryName: 'infra' });
  };
}

test('a renamed connection is waited for again, and what depends on it moves over to it', async () => {
  const first = deployment.deploy('rename', connectionAndLink({ connectionName: 'before' }));
  const before = await deployment.pendingConnection();
  deployment.aws.simulator.completeConnection(before);
  expect(await first).toMatchObject({ exitCode: 0 });

  const second = deployment.deploy('rename', connectionAndLink({ connectionName: 'after' }));
  const after = await deployment.pendingConnection();
  expect(after).not.toBe(before);
  deployment.aws.simulator.completeConnection(after);
  expect(await second).toMatchObject({ exitCode: 0 });

  const { connections, repositoryLinks } = await codeConnections(deployment.aws.env);
  expect(connections.map(({ ConnectionName }) => ConnectionName)).toEqual(['after']);
  expect(repositoryLinks.map(({ ConnectionArn }) => ConnectionArn)).toEqual([after]);

  expect(await deployment.destroy('rename')).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({});
});

test('a handshake that never comes rolls the stack back, tells the link, and leaves nothing', async () => {
  const timeout = Duration.seconds(5);
  const { exitCode, output } = await deployment.deploy('never', connectionAndLink({ timeout }));
  expect(exitCode).not.toBe(0);
  expect(output).toMatch(CONSOLE_LINK);
  expect(output).toMatch(/was not completed within/);

  expect(await deployment.destroy('never')).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({});
});

test('a connection in ERROR fails the deployment at once, with what to do', async () => {
  const deploying = deployment.deploy('broken', connectionAndLink());
  deployment.aws.simulator.failConnection(await deployment.pendingConnection());
  const { exitCode, output } = await deploying;
  expect(exitCode).not.toBe(0);
  expect(output).toMatch(/is in status ERROR/);
  expect(output).toMatch(CONSOLE_LINK);

  expect(await deployment.destroy('broken')).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({});
});
