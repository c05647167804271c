/** Resources that exist already: read by Cloud Control, imported into stacks. */
import { awsRequest } from '../../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { Stacks } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

const CONNECTION = 'AWS::CodeConnections::Connection';

let aws: LocalAws;
let stacks: Stacks;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  stacks = new Stacks(aws);
});

afterAll(() => aws.stop());

function json<T>(service: string, target: string, body: object): Promise<T> {
  return awsRequest<T>(aws.env, { service, target, body });
}

async function connection(ConnectionName: string): Promise<string> {
  const request = { ConnectionName, ProviderType: 'GitHub', Tags: [{ Key: 'k', Value: 'v' }] };
  return (
    await json<{ ConnectionArn: string }>('codeconnections', 'CodeConnections_20231201.CreateConnection', request)
  ).ConnectionArn;
}

describe('Cloud Control', () => {
  const call = <T>(operation: string, body: object) => json<T>('cloudcontrolapi', `CloudApiService.${operation}`, body);

  test('lists connections by their identifiers, and reads one with its tags', async () => {
    const arn = await connection('listed');

    const list = await call<{ ResourceDescriptions: object[] }>('ListResources', { TypeName: CONNECTION });
    expect(list.ResourceDescriptions).toContainEqual({
      Identifier: arn,
      Properties: JSON.stringify({ ConnectionArn: arn }),
    });

    const { ResourceDescription } = await call<{ ResourceDescription: { Properties: string } }>('GetResource', {
      TypeName: CONNECTION,
      Identifier: arn,
    });
    expect(JSON.parse(ResourceDescription.Properties)).toMatchObject({
      ConnectionName: 'listed',
      ConnectionStatus: 'PENDING',
      Tags: [{ Key: 'k', Value: 'v' }],
    });
  });

  test.each([
    'AWS::CodeConnections::Host',
    'AWS::CodeStarConnections::RepositoryLink',
    'AWS::CodeStarConnections::SyncConfiguration',
  ])('lists the resources of type %s', async (TypeName) => {
    await expect(call('ListResources', { TypeName })).resolves.toEqual({ TypeName, ResourceDescriptions: [] });
  });

  test('returns ResourceNotFoundException for a connection that does not exist', async () => {
    const Identifier = 'arn:aws:codeconnections:us-east-1:123456789012:connection/none';

    await expect(call('GetResource', { TypeName: CONNECTION, Identifier })).rejects.toThrow(
      'ResourceNotFoundException',
    );
  });
});

describe('an import into a stack', () => {
  const template = {
    Resources: {
      C: {
        Type: CONNECTION,
        DeletionPolicy: 'Retain',
        Properties: { ConnectionName: 'adopted', ProviderType: 'GitHub' },
      },
    },
  };

  function changeSet(ChangeSetName: string, arn: string): Record<string, string> {
    return {
      StackName: 'importing',
      ChangeSetName,
      ChangeSetType: 'IMPORT',
      TemplateBody: JSON.stringify(template),
      'ResourcesToImport.member.1.ResourceType': CONNECTION,
      'ResourcesToImport.member.1.LogicalResourceId': 'C',
      'ResourcesToImport.member.1.ResourceIdentifier.entry.1.key': 'ConnectionArn',
      'ResourcesToImport.member.1.ResourceIdentifier.entry.1.value': arn,
    };
  }

  test('adds an existing connection to the stack', async () => {
    const arn = await connection('adopted');

    await stacks.call('CreateChangeSet', changeSet('import', arn));
    await stacks.call('ExecuteChangeSet', { StackName: 'importing', ChangeSetName: 'import' });

    expect(await stacks.settled('importing')).toBe('IMPORT_COMPLETE');
    expect(await stacks.call('DescribeStackResources', { StackName: 'importing' })).toContain(arn);
  });

  test('fails in its change set for a connection that does not exist', async () => {
    const arn = 'arn:aws:codeconnections:us-east-1:123456789012:connection/none';

    await stacks.call('CreateChangeSet', { ...changeSet('missing', arn), StackName: 'importing2' });

    const change = { StackName: 'importing2', ChangeSetName: 'missing' };
    expect(await stacks.call('DescribeChangeSet', change)).toMatch(/with identifier .*\/none.* was not found/);
  });
});
