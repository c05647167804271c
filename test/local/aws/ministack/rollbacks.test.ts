/** What the rollback of an update puts back. */
import { awsRequest } from '../../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { Stacks } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

const CONNECTION = 'AWS::CodeConnections::Connection';
const HOST = 'AWS::CodeConnections::Host';

let aws: LocalAws;
let stacks: Stacks;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  stacks = new Stacks(aws);
});

afterAll(() => aws.stop());

const call = <T>(operation: string, body: object = {}) =>
  awsRequest<T>(aws.env, { service: 'codeconnections', target: `CodeConnections_20231201.${operation}`, body });

async function tags(ResourceArn: string): Promise<Record<string, string>> {
  const { Tags } = await call<{ Tags: { Key: string; Value: string }[] }>('ListTagsForResource', { ResourceArn });
  const own = Tags.filter(({ Key }) => !Key.startsWith('aws:'));
  return Object.fromEntries(own.map(({ Key, Value }) => [Key, Value]));
}

const host = (ProviderEndpoint: string, Tags: object[]) => ({
  Resources: {
    H: { Type: HOST, Properties: { Name: 'h', ProviderType: 'GitLabSelfManaged', ProviderEndpoint, Tags } },
  },
  Outputs: { Arn: { Value: { Ref: 'H' } } },
});

describe('a resource whose own update fails half-way', () => {
  test('a host gets its endpoint and its tags back', async () => {
    const { Arn } = await stacks.create('host', host('https://before.example.com', [{ Key: 'a', Value: '1' }]));
    aws.simulator.fault({ kind: 'unavailable', operation: 'TagResource' });

    const changed = host('https://after.example.com', [{ Key: 'b', Value: '2' }]);
    const reason = await stacks.failure('UpdateStack', 'host', changed);

    expect(reason).toMatch(/^H: Resource handler returned message: ".*ServiceUnavailableException/);
    expect(await call('GetHost', { HostArn: Arn })).toMatchObject({ ProviderEndpoint: 'https://before.example.com' });
    expect(await tags(Arn)).toEqual({ a: '1' });
    expect(
      (await stacks.events('host')).filter(({ logicalId }) => logicalId === 'H').map(({ status }) => status),
    ).toEqual([
      ...['CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'UPDATE_IN_PROGRESS'],
      ...['UPDATE_FAILED', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'],
    ]);
  });

  test('can be deployed again', async () => {
    const { Arn } = await stacks.update('host', host('https://after.example.com', [{ Key: 'b', Value: '2' }]));

    expect(await call('GetHost', { HostArn: Arn })).toMatchObject({ ProviderEndpoint: 'https://after.example.com' });
    expect(await tags(Arn)).toEqual({ b: '2' });
  });

  test('the stack says so when it cannot be put back either', async () => {
    aws.simulator.fault({ kind: 'unavailable', operation: 'UpdateHost', times: 2 });

    await stacks.begin('UpdateStack', 'host', host('https://third.example.com', []));

    expect(await stacks.settled('host')).toBe('UPDATE_ROLLBACK_FAILED');
    await stacks.call('ContinueUpdateRollback', { StackName: 'host' });
    expect(await stacks.settled('host')).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('a function gets its code back', async () => {
    const stack = (result: string, ApplyOn: string) => ({
      Resources: {
        R: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Statement: [
                { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
              ],
            },
          },
        },
        F: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'half-way',
            Code: { ZipFile: `exports.handler = async () => '${result}';` },
            Handler: 'index.handler',
            Role: { 'Fn::GetAtt': ['R', 'Arn'] },
            Runtime: 'nodejs24.x',
            SnapStart: { ApplyOn },
          },
        },
      },
    });
    const invoke = () =>
      awsRequest(aws.env, { service: 'lambda', path: '/2015-03-31/functions/half-way/invocations', body: {} });
    await stacks.create('function', stack('before', 'None'));
    expect(await invoke()).toBe('before');

    await stacks.failure('UpdateStack', 'function', stack('after', 'PublishedVersions')); // which Node.js does not have, and the code is changed first

    expect(await invoke()).toBe('before');
  });
});

describe('a resource that is made, and fails then, is deleted', () => {
  const connection = (ConnectionName: string) => ({
    Resources: { C: { Type: CONNECTION, Properties: { ConnectionName, ProviderType: 'GitHub' } } },
    Outputs: { Arn: { Value: { Ref: 'C' } } },
  });

  async function connections(): Promise<string[]> {
    const { Connections } = await call<{ Connections: { ConnectionArn: string }[] }>('ListConnections');
    return Connections.map(({ ConnectionArn }) => ConnectionArn);
  }

  test('when it was to replace another one, which stays', async () => {
    const { Arn } = await stacks.create('replaced', connection('before'));
    aws.simulator.fault({ kind: 'unavailable', operation: 'GetConnection' });

    const reason = await stacks.failure('UpdateStack', 'replaced', connection('after'));

    expect(reason).toMatch(/^C: Resource handler returned message/);
    expect(await connections()).toEqual([Arn]);
  });

  test('when it is the first one', async () => {
    aws.simulator.fault({ kind: 'unavailable', operation: 'GetHost' });

    await stacks.failure('CreateStack', 'first', host('https://other.example.com', []));

    const { Hosts } = await call<{ Hosts: { ProviderEndpoint: string }[] }>('ListHosts');
    expect(Hosts.map(({ ProviderEndpoint }) => ProviderEndpoint)).not.toContain('https://other.example.com');
  });
});
