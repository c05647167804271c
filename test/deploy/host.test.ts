import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-codestarconnections';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { codeConnections } from '../../local/aws/codeconnections.ts';
import { AvailableConnection, AvailableHost, Connection, Host, ProviderType, RepositoryLink } from '../../src';
import { Deployment } from './deployment';

jest.setTimeout(240_000);

const removalPolicy = RemovalPolicy.DESTROY;

let deployment: Deployment;

beforeAll(async () => {
  deployment = await Deployment.start();
});

afterAll(() => deployment.stop());

test('a host in a VPC is waited for, then a connection on it, then all the rest', async () => {
  const deploying = deployment.deploy('host', (stack) => {
    const vpc = new Vpc(stack, 'Vpc', {
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      subnetConfiguration: [{ name: 'host', subnetType: SubnetType.PRIVATE_ISOLATED }],
      restrictDefaultSecurityGroup: false,
    });
    const host = new Host(stack, 'Host', {
      providerType: ProviderType.GITHUB_ENTERPRISE_SERVER,
      providerEndpoint: 'https://git.example.com',
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      removalPolicy,
    });
    const connection = new Connection(stack, 'Connection', {
      host: new AvailableHost(stack, 'HostReady', { host }),
      removalPolicy,
    });
    link(stack, new AvailableConnection(stack, 'Ready', { connection }));
  });

  deployment.aws.simulator.completeHost(await deployment.pendingHost());
  deployment.aws.simulator.completeConnection(await deployment.pendingConnection());
  expect(await deploying).toMatchObject({ exitCode: 0 });

  const { hosts, connections, repositoryLinks } = await codeConnections(deployment.aws.env);
  expect(hosts).toEqual([expect.objectContaining({ Status: 'AVAILABLE', ProviderType: 'GitHubEnterpriseServer' })]);
  expect(connections).toEqual([
    expect.objectContaining({ ConnectionStatus: 'AVAILABLE', ProviderType: 'GitHubEnterpriseServer' }),
  ]);
  expect(repositoryLinks).toHaveLength(1);

  expect(await deployment.destroy('host')).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({});
});

test('a connection of the old prefix is waited for like any other', async () => {
  const deploying = deployment.deploy('old-prefix', (stack) => {
    const connection = new CfnConnection(stack, 'Connection', { connectionName: 'old', providerType: 'GitLab' });
    const imported = Connection.fromConnectionArn(stack, 'Imported', connection.attrConnectionArn);
    link(stack, new AvailableConnection(stack, 'Ready', { connection: imported }));
  });
  const arn = await deployment.pendingConnection();
  expect(arn).toContain(':codestar-connections:');
  deployment.aws.simulator.completeConnection(arn);
  expect(await deploying).toMatchObject({ exitCode: 0 });

  expect(await deployment.destroy('old-prefix')).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({});
});

function link(stack: Stack, connection: AvailableConnection): void {
  new RepositoryLink(stack, 'Link', { connection, ownerId: 'my-org', repositoryName: 'infra' });
}
