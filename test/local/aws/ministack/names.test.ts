/** Physical names that CloudFormation generates. */
import { put } from '../signed-request';
import { useStacks } from './local-stacks';
import type { Template } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

const { aws, stacks, numbered } = useStacks();

const name = () => numbered('names');
const TRUSTING = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const RETAINED = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };

const role = (properties: object = {}, more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: TRUSTING, ...properties },
  ...more,
});

const table = (KeyType: string, more: object = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: KeyType, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: KeyType, KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    ...more,
  },
});

/** One resource of each type for which the local AWS generates names, with a property that an update changes. */
const resources = (Description: string): Record<string, { Type: string; [attribute: string]: unknown }> => ({
  Role: role({ Description }),
  Policy: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Description: 'd',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: `s3:${Description}`, Resource: '*' }],
      },
    },
  },
  Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'Role' }] } },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { ZipFile: 'exports.handler = async () => {};' },
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Runtime: 'nodejs24.x',
      Description,
    },
  },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: Description } },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { Tags: [{ Key: 'k', Value: Description }] } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { Tags: [{ Key: 'k', Value: Description }] } },
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: Description === 'before' ? 1 : 3 } },
  Table: table('id', { Tags: [{ Key: 'k', Value: Description }] }),
  Rule: { Type: 'AWS::Events::Rule', Properties: { Description, EventPattern: { source: ['s'] } } },
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      DefinitionString: JSON.stringify({
        Comment: Description,
        StartAt: 'P',
        States: { P: { Type: 'Pass', End: true } },
      }),
    },
  },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: Description,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      MetricName: 'm',
      Namespace: 'n',
      Period: 60,
      Statistic: 'Sum',
      Threshold: 1,
    },
  },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Description } },
  Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: Description } },
  Cluster: {
    Type: 'AWS::ECS::Cluster',
    Properties: {
      ClusterSettings: [{ Name: 'containerInsights', Value: Description === 'before' ? 'enabled' : 'disabled' }],
    },
  },
});

const outputs = (of: Template['Resources'], value = (id: string): unknown => ({ Ref: id })): Template => ({
  Resources: of,
  Outputs: Object.fromEntries(Object.keys(of).map((id) => [id, { Value: value(id) }])),
});

/** The name in an ARN or a URL. */
const last = (reference: string) => reference.split(/[:/]/).at(-1) ?? '';

test('end in twelve random characters after the stack and the logical id, and an update keeps them', async () => {
  const before = await stacks.create(name(), outputs(resources('before')));

  for (const [id, reference] of Object.entries(before)) {
    if (id === 'Secret') continue; // `<logical id>-<12 characters>`, and 6 more in the ARN
    const pattern = id === 'Bucket' ? `^${name()}-bucket-[a-z0-9]{12}$` : `^${name()}-${id}-[A-Z0-9]{12}$`;
    expect([id, last(reference)]).toEqual([id, expect.stringMatching(new RegExp(pattern))]);
  }
  const random = Object.values(before).map((reference) => reference.slice(-12).toUpperCase());
  expect(new Set(random).size).toBe(random.length);
  expect(await stacks.update(name(), outputs(resources('after')))).toEqual(before);
});

test.each([
  [
    'its stack was deleted',
    async () => {
      await stacks.delete(name());
      return stacks.create(name(), outputs({ R: role({}, RETAINED) }));
    },
  ],
  [
    'it was taken out of its stack',
    async () => {
      await stacks.update(name(), { Resources: { T: { Type: 'AWS::SNS::Topic' } } });
      return stacks.update(name(), outputs({ R: role({}, RETAINED) }));
    },
  ],
])('a role that was kept when %s is not met again', async (_, again) => {
  const kept = await stacks.create(name(), outputs({ R: role({}, RETAINED) }));

  expect((await again()).R).not.toBe(kept.R);
});

test('a stack that is made again after its creation failed gets other names', async () => {
  const broken = { Type: 'AWS::CodeConnections::Connection', Properties: {}, DependsOn: 'R' };
  await stacks.failure('CreateStack', name(), { Resources: { R: role({}, RETAINED), Broken: broken } });

  await stacks.create(name(), { Resources: { R: role({}, RETAINED) } });
});

test('a replacement has another name, and a failed one brings the name back', async () => {
  const before = await stacks.create(name(), outputs({ Table: table('first') }));
  const broken = { Type: 'AWS::CodeConnections::Connection', Properties: {}, DependsOn: 'Table' };
  await stacks.failure('UpdateStack', name(), { Resources: { Table: table('second'), Broken: broken } });
  expect(await stacks.update(name(), outputs({ Table: table('first'), T: { Type: 'AWS::SNS::Topic' } }))).toMatchObject(
    before,
  );

  const after = await stacks.update(name(), outputs({ Table: table('third') }));

  expect(after.Table).toMatch(new RegExp(`^${name()}-Table-[A-Z0-9]{12}$`));
  expect(after.Table).not.toBe(before.Table);
});

test('a nested stack keeps the names of its resources in an update, too', async () => {
  await put(aws, '/nested');
  const parent = async (description: string): Promise<Template> => {
    const { Secret, ...others } = resources(description);
    await put(aws, `/nested/${description}`, JSON.stringify(outputs(others)));
    const Properties = { TemplateURL: `${aws.endpoint}/nested/${description}` };
    return {
      Resources: { Child: { Type: 'AWS::CloudFormation::Stack', Properties } },
      Outputs: Object.fromEntries(
        Object.keys(others).map((id) => [id, { Value: { 'Fn::GetAtt': ['Child', `Outputs.${id}`] } }]),
      ),
    };
  };
  const before = await stacks.create(name(), await parent('before'));

  expect(await stacks.update(name(), await parent('after'))).toEqual(before);
});

test('long names are shortened in both parts, and stay within the length of the service', async () => {
  const stackName = numbered(`s${'x'.repeat(100)}`);
  const id = `Balancer${'y'.repeat(100)}`;

  const references = await stacks.create(stackName, outputs({ [id]: role(), Short: role() }));

  expect(references[id]).toMatch(/^sx{24,}-Balancery{16,}-[A-Z0-9]{12}$/);
  expect(references.Short).toMatch(/^sx{40,}-Short-[A-Z0-9]{12}$/);
  expect(Object.values(references).map(({ length }) => length)).toEqual([64, 64]);
});
