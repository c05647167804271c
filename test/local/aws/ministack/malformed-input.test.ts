/** Input of the wrong type, or without what it needs, is an error of the client, whoever reads it first. */
import { type AwsEnvironment, awsRequest } from '../../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { OPERATIONS, type OperationName, type ServiceName } from '../../../../local/simulator/model/operations';
import { sampleInput } from '../../simulator/samples';
import { roleWith } from './roles';
import { Stacks } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

const TARGETS = {
  codeconnections: 'com.amazonaws.codeconnections.CodeConnections_20231201',
  'codestar-connections': 'com.amazonaws.codestar.connections.CodeStar_connections_20191201',
};
const ODD = [
  ...[null, 0, true, '', [], {}, [null], ['x'], [{}]],
  ...[[{ Key: null, Value: 'v' }], [{ Key: {}, Value: [] }], { VpcId: [], SubnetIds: 'x' }],
];

let aws: LocalAws;
let env: AwsEnvironment;
let count = 0;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  // IAM reads what its conditions are about.
  env = await roleWith(aws.env, [
    {
      Action: '*',
      Condition: {
        'ForAllValues:StringLike': { 'aws:TagKeys': '*' },
        StringLikeIfExists: {
          'aws:RequestTag/k': '*',
          'codeconnections:ProviderType': '*',
          'codeconnections:VpcId': '*',
        },
      },
    },
  ]);
});

afterAll(() => aws.stop());

/** The status and the type of the error; nothing when the request was accepted. */
async function outcome(service: ServiceName, operation: string, body: unknown): Promise<string> {
  const request = { service, target: `${TARGETS[service]}.${operation}`, body };
  return awsRequest(env, request).then(
    () => '',
    ({ message }: Error) =>
      message
        .match(/failed with (\d+): .*"__type":"([^"]*)"/s)
        ?.slice(1)
        .join(' ') ?? message,
  );
}

test.each(Object.keys(OPERATIONS) as OperationName[])(
  '%s with a parameter of a wrong type is refused as an error of the client, if at all',
  async (operation) => {
    const input = sampleInput('codeconnections', operation);
    const sent: unknown[] = Object.keys(input).flatMap((name) => ODD.map((value) => ({ ...input, [name]: value })));
    sent.push([], ['x'], 'text', 1);

    const errors = await Promise.all(sent.map((body) => outcome('codeconnections', operation, body)));
    for (const [index, error] of errors.entries()) {
      expect([sent[index], error]).toEqual([sent[index], expect.stringMatching(/^$|^4\d\d \S+$/)]);
    }
  },
);

const CONNECTION_ARN = 'arn:aws:codeconnections:us-east-1:123456789012:connection/0';

const WRONG_TAGS = [
  ['a tag without a key', [{ Value: 'v' }], '#/Tags/0: required key [Key] not found'],
  ['a tag without a value', [{ Key: 'k' }], '#/Tags/0: required key [Value] not found'],
  ['a tag that is a text', ['k'], '#/Tags/0: expected type: JSONObject, found: String'],
  ['a list as the key of a tag', [{ Key: ['k'], Value: 'v' }], '#/Tags/0/Key: expected type: String, found: JSONArray'],
  ['tags as an object', { k: 'v' }, '#/Tags: expected type: JSONArray, found: JSONObject'],
  ['tags as a text', 'k=v', '#/Tags: expected type: JSONArray, found: String'],
  ['tags as a number', 1, '#/Tags: expected type: JSONArray, found: Integer'],
] as const;

describe.each(WRONG_TAGS)('%s', (_, Tags, problem) => {
  test.each(Object.keys(TARGETS) as ServiceName[])('is a validation error of %s', async (service) => {
    const error = await outcome(service, 'CreateConnection', { ConnectionName: 'c', ProviderType: 'GitHub', Tags });

    expect(error).toMatch(/^400 .*(Validation|Serialization)Exception$/);
  });

  test.each([
    ['AWS::CodeConnections::Connection', { ConnectionName: 'c', ProviderType: 'GitHub' }],
    ['AWS::CodeStarConnections::Connection', { ConnectionName: 'c', ProviderType: 'GitHub' }],
    [
      'AWS::CodeConnections::Host',
      { Name: 'h', ProviderType: 'GitLabSelfManaged', ProviderEndpoint: 'https://git.example.com' },
    ],
    ['AWS::CodeStarConnections::RepositoryLink', { ConnectionArn: CONNECTION_ARN, OwnerId: 'o', RepositoryName: 'r' }],
  ])('fails the validation of a %s', async (Type, properties) => {
    const stacks = new Stacks(aws);
    const template = { Resources: { R: { Type, Properties: { ...properties, Tags } } } };

    expect(await stacks.failure('CreateStack', `tags-${++count}`, template)).toBe(
      `R: Properties validation failed for resource of type ${Type} with message:\n${problem}`,
    );
  });
});

test('numbers and booleans in a template become texts, as on AWS', async () => {
  const Properties = { ConnectionName: 123, ProviderType: 'GitHub', Tags: [{ Key: 'k', Value: true }] };
  const { Arn } = await new Stacks(aws).create('numbers', {
    Resources: { C: { Type: 'AWS::CodeConnections::Connection', Properties } },
    Outputs: { Arn: { Value: { Ref: 'C' } } },
  });

  const call = (operation: string, body: object) =>
    awsRequest(aws.env, { service: 'codeconnections', target: `${TARGETS.codeconnections}.${operation}`, body });
  expect(await call('GetConnection', { ConnectionArn: Arn })).toMatchObject({ Connection: { ConnectionName: '123' } });
  expect(await call('ListTagsForResource', { ResourceArn: Arn })).toMatchObject({
    Tags: expect.arrayContaining([{ Key: 'k', Value: 'true' }]),
  });
});
