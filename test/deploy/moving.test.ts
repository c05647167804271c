/** What docs/guides/moving.md says of connections that an L1 or a construct of another library has made. */
import { App, CfnWaitConditionHandle, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import { CfnConnection as CfnCodeStarConnection } from 'aws-cdk-lib/aws-codestarconnections';
import { Construct } from 'constructs';
import { codeConnections } from '../../local/aws/codeconnections.ts';
import { AvailableConnection, Connection, ProviderType, RepositoryLink } from '../../src';
import { type Build, Deployment, during } from './deployment';

jest.setTimeout(240_000);

let deployment: Deployment;

beforeAll(async () => {
  process.env.LOCAL_AWS_FUTURE = '1'; // for the last test: a CloudFormation that makes connections to ghe.com itself
  deployment = await Deployment.start();
  delete process.env.LOCAL_AWS_FUTURE;
});

afterAll(() => deployment.stop());

const L1S = { CfnConnection, CfnCodeStarConnection };

/** A connection as other libraries make it: an L1 with the id `Resource`. */
const theirs =
  (type: keyof typeof L1S, connectionName: string, removalPolicy?: RemovalPolicy): Build =>
  (stack) => {
    const l1 = new L1S[type](new Construct(stack, 'GitHub'), 'Resource', { connectionName, providerType: 'GitHub' });
    if (removalPolicy) l1.applyRemovalPolicy(removalPolicy);
  };
const ours =
  (connectionName: string): Build =>
  (stack) =>
    new Connection(stack, 'GitHub', { connectionName, providerType: ProviderType.GITHUB });

/** The ARNs of all connections, by their names. */
async function arns(): Promise<Record<string, string>> {
  const { connections } = await codeConnections(deployment.aws.env);
  return Object.fromEntries(connections.map((each) => [String(each.ConnectionName), String(each.ConnectionArn)]));
}

test('a connection of CodeConnections moves into a Connection that has its name and its logical id', async () => {
  const l1: Build = (stack) => new CfnConnection(stack, 'GitHub', { connectionName: 'of-l1', providerType: 'GitHub' });
  await deployment.deployAll({ 'of-library': theirs('CfnConnection', 'of-library'), 'of-l1': l1 });
  const before = await arns();
  expect(Object.keys(before).sort()).toEqual(['of-l1', 'of-library']);

  const moved = await deployment.deployAll({
    'of-library': ours('of-library'),
    'of-l1': (stack) => {
      const connection = new Connection(stack, 'GitHub', {
        connectionName: 'of-l1',
        providerType: ProviderType.GITHUB,
      });
      (connection.node.defaultChild as CfnConnection).overrideLogicalId('GitHub');
    },
  });
  expect(moved).toMatchObject({ exitCode: 0 });
  expect(await arns()).toEqual(before);
});

test('a connection of CodeStarConnections is refused under the same id, and moves by its ARN', async () => {
  await deployment.deploy('old', theirs('CfnCodeStarConnection', 'old'));
  const { old } = await arns();

  const refused = await deployment.deploy('old', ours('old'));
  expect(refused.exitCode).toBe(1);
  expect(refused.output).toContain('Update of resource type is not permitted');
  expect((await arns()).old).toBe(old);

  await deployment.deploy('old', theirs('CfnCodeStarConnection', 'old', RemovalPolicy.RETAIN));
  deployment.aws.simulator.completeConnection(old);
  const moved = await deployment.deploy('old', (stack) => {
    const connection = Connection.fromConnectionArn(stack, 'GitHub', old);
    new RepositoryLink(stack, 'Infra', { connection, ownerId: 'my-org', repositoryName: 'infra' });
  });
  expect(moved).toMatchObject({ exitCode: 0 });
  expect((await arns()).old).toBe(old);
});

describe('a connection to ghe.com, which a custom resource makes', () => {
  const connectionIn = (stack: Stack, connectionName: string, removalPolicy?: RemovalPolicy) =>
    new Connection(stack, 'Tenant', {
      connectionName,
      providerType: ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY,
      providerEndpoint: 'https://octocorp.ghe.com',
      ...(removalPolicy && { removalPolicy }),
    });
  const something = (stack: Stack) => new CfnWaitConditionHandle(stack, 'Something');
  const tagsOf = async (ResourceArn: string) => {
    type Output = { Tags: { Key: string; Value: string }[] };
    const { Tags } = await deployment.codeConnections<Output>('ListTagsForResource', { ResourceArn });
    return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
  };

  test('is replaced, rolled back, and removed with its stack, as any other', async () => {
    const { DESTROY } = RemovalPolicy;
    const named =
      (connectionName: string, team: string, isBroken = false): Build =>
      (stack) => {
        const connection = connectionIn(stack, connectionName, DESTROY);
        Tags.of(stack).add('team', team);
        if (!isBroken) return;
        // There is no such provider.
        const broken = new CfnConnection(stack, 'Broken', { connectionName: 'other', providerType: 'Unknown' });
        broken.node.addDependency(connection);
      };
    expect(await deployment.deploy('replaced', named('before', 'infra'))).toMatchObject({ exitCode: 0 });
    const { before } = await arns();
    expect(await tagsOf(before)).toMatchObject({ team: 'infra' });

    expect(await deployment.deploy('replaced', named('after', 'web', true))).toMatchObject({ exitCode: 1 });
    expect(await deployment.status('replaced')).toBe('UPDATE_ROLLBACK_COMPLETE');
    const rolledBack = await arns();
    expect([rolledBack.before, rolledBack.after]).toEqual([before, undefined]);

    expect(await deployment.deploy('replaced', named('after', 'web'))).toMatchObject({ exitCode: 0 });
    const replaced = await arns();
    expect([replaced.before, replaced.after]).toEqual([undefined, expect.any(String)]);
    expect(await tagsOf(replaced.after)).toMatchObject({ team: 'web' });

    await deployment.destroy('replaced');
    expect(Object.keys(await arns())).not.toContain('after');
  });

  test('is waited for, kept when it is removed, and moves to CloudFormation without a handshake once that can make it', async () => {
    const deploying = deployment.deploy('tenant', (stack) => {
      const connection = new AvailableConnection(stack, 'Ready', { connection: connectionIn(stack, 'ghe') });
      new RepositoryLink(stack, 'Infra', { connection, ownerId: 'octo', repositoryName: 'infra' });
    });
    const ghe = await during(deploying, deployment.pendingConnection('ghe'));
    deployment.aws.simulator.completeConnection(ghe);
    expect(await deploying).toMatchObject({ exitCode: 0 });

    expect(await deployment.deploy('tenant', something)).toMatchObject({ exitCode: 0 });
    expect((await arns()).ghe).toBe(ghe);

    let logicalId = '';
    const made = (stack: Stack) => {
      something(stack);
      const scope = new Construct(stack, 'Tenant');
      const properties = { connectionName: 'ghe', providerType: 'GitHubEnterpriseCloudDataResidency' };
      const resource = new CfnConnection(scope, 'Resource', properties);
      resource.addPropertyOverride('ProviderEndpoint', 'https://octocorp.ghe.com');
      resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
      logicalId = stack.getLogicalId(resource);
      return resource;
    };
    made(new Stack(new App(), 'tenant'));
    const imported = await deployment.import('tenant', made, { [logicalId]: { ConnectionArn: ghe } });
    expect(imported).toMatchObject({ exitCode: 0 });
    expect(await deployment.status('tenant')).toBe('IMPORT_COMPLETE');

    const used = await deployment.deploy('tenant', (stack) => {
      const connection = new AvailableConnection(stack, 'Ready', { connection: made(stack) });
      new RepositoryLink(stack, 'Infra', { connection, ownerId: 'octo', repositoryName: 'infra' });
    });
    expect(used).toMatchObject({ exitCode: 0 });
    expect((await arns()).ghe).toBe(ghe);
  });
});
