/** What docs/guides/moving.md says of connections that an L1 or a construct of another library has made. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import { CfnConnection as CfnCodeStarConnection } from 'aws-cdk-lib/aws-codestarconnections';
import { Construct } from 'constructs';
import { codeConnections } from '../../local/aws/codeconnections.ts';
import { Connection, ProviderType, RepositoryLink } from '../../src';
import { type Build, Deployment } from './deployment';

jest.setTimeout(240_000);

let deployment: Deployment;

beforeAll(async () => {
  deployment = await Deployment.start();
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
