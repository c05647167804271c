/** What CloudFormation refuses of a template before it changes anything. */
import { type AwsEnvironment, awsRequest } from '../../../../local/aws/aws-request';
import { put } from '../signed-request';
import { useStacks } from './local-stacks';
import type { Template } from './stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

const NEW = 'AWS::CodeConnections::Connection';
const OLD = 'AWS::CodeStarConnections::Connection';
const REFUSED =
  'Update of resource type is not permitted. ' +
  'The new template modifies resource type of the following resources: [C]';

const { aws, stacks, numbered } = useStacks();

const name = () => numbered('templates');
const topic = { Type: 'AWS::SNS::Topic' };

function connection(Type: string): Template {
  const Properties = { ConnectionName: name(), ProviderType: 'GitHub' };
  return { Resources: { C: { Type, Properties } }, Outputs: { Arn: { Value: { Ref: 'C' } } } };
}

async function exists(env: AwsEnvironment, ConnectionArn: string): Promise<boolean> {
  const get = { service: 'codeconnections', target: 'CodeConnections_20231201.GetConnection', body: { ConnectionArn } };
  return awsRequest(env, get).then(
    () => true,
    () => false,
  );
}

const parametersOf = (template: object) => ({
  StackName: name(),
  TemplateBody: JSON.stringify(template),
  'Capabilities.member.1': 'CAPABILITY_IAM',
});

describe('another type under the same logical id', () => {
  test.each([
    ['UpdateStack', {}],
    ['CreateChangeSet', { ChangeSetName: 'changes' }],
  ])('is refused by %s, and nothing is changed', async (action, more) => {
    const { Arn } = await stacks.create(name(), connection(NEW));

    await expect(stacks.call(action, { ...parametersOf(connection(OLD)), ...more })).rejects.toThrow(REFUSED);

    expect(await stacks.status(name())).toBe('CREATE_COMPLETE');
    expect(await exists(aws.env, Arn)).toBe(true);
    expect(await stacks.call('ListChangeSets', { StackName: name() })).not.toContain('<ChangeSetName>');
    await expect(stacks.update(name(), { ...connection(NEW), ...withTopic() })).resolves.toBeDefined();
  });

  const withTopic = () => ({ Resources: { ...connection(NEW).Resources, T: topic } });

  test.each([
    ['AWS::CloudFormation::WaitConditionHandle', 'AWS::SNS::Topic'],
    ['AWS::SNS::Topic', 'AWS::CloudFormation::CustomResource'],
    ['AWS::SNS::Topic', 'Custom::Thing'],
  ])('is refused from %s to %s', async (before, after) => {
    await stacks.create(name(), { Resources: { C: { Type: before } } });

    await expect(stacks.begin('UpdateStack', name(), { Resources: { C: { Type: after } } })).rejects.toThrow(REFUSED);
  });

  test('is refused in a nested stack, which keeps its resource', async () => {
    await put(aws, '/nested');
    const parent = async (key: string, template: Template): Promise<Template> => {
      await put(aws, `/nested/${key}`, JSON.stringify(template));
      const Properties = { TemplateURL: `${aws.endpoint}/nested/${key}` };
      return {
        Resources: { Child: { Type: 'AWS::CloudFormation::Stack', Properties } },
        Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Child', 'Outputs.Arn'] } } },
      };
    };
    const { Arn } = await stacks.create(`${name()}-parent`, await parent('before', connection(NEW)));

    const reason = await stacks.failure('UpdateStack', `${name()}-parent`, await parent('after', connection(OLD)));

    expect(reason).toContain('Child: Update of resource type is not permitted.');
    expect(await exists(aws.env, Arn)).toBe(true);
  });

  test('is allowed after the first resource was removed', async () => {
    await stacks.create(name(), withTopic());
    await stacks.update(name(), { Resources: { T: topic } });

    await stacks.update(name(), connection(OLD));
  });
});

const variable = (name: string) => `\${${name}}`;
const ref = (Ref: string) => ({ Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref } } });

test.each([
  ['Ref', { A: ref('Nothing') }],
  ['Fn::GetAtt', { A: { ...topic, Properties: { DisplayName: { 'Fn::GetAtt': ['Nothing', 'Arn'] } } } }],
  ['Fn::Sub', { A: { ...topic, Properties: { DisplayName: { 'Fn::Sub': `of ${variable('Nothing.Arn')}` } } } }],
  ['DependsOn', { A: { ...topic, DependsOn: ['Nothing'] } }],
])('a %s to what the template does not define is refused', async (_, Resources) => {
  const refused =
    'Template format error: Unresolved resource dependencies [Nothing] in the Resources block of the template';

  await expect(stacks.begin('CreateStack', name(), { Resources })).rejects.toThrow(refused);
  await expect(stacks.call('ValidateTemplate', parametersOf({ Resources }))).rejects.toThrow(refused);
});

test('an output of what the template does not define is refused', async () => {
  const template = { Resources: { A: topic }, Outputs: { O: { Value: { Ref: 'Nothing' } } } };

  await expect(stacks.begin('CreateStack', name(), template)).rejects.toThrow(
    'Unresolved resource dependencies [Nothing] in the Outputs block of the template',
  );
});

test('references to parameters, pseudo parameters and variables of Fn::Sub are no dangling ones', async () => {
  const DisplayName = {
    'Fn::Sub': [['P', 'AWS::Region', 'V', '!Literal'].map(variable).join(''), { V: { Ref: 'AWS::StackName' } }],
  };

  await stacks.create(name(), {
    Parameters: { P: { Type: 'String', Default: 'p' } },
    Resources: { A: { ...topic, Properties: { DisplayName } } },
  } as Template);
});

test('null is refused with its place in the template', async () => {
  const template = { Resources: { A: { ...topic, Properties: { Tags: [{ Key: 'k', Value: null }] } } } };

  await expect(stacks.begin('CreateStack', name(), template)).rejects.toThrow(
    '[/Resources/A/Properties/Tags/0/Value] &#x27;null&#x27; values are not allowed in templates',
  );
});

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

test.each([
  ['no object', '[]'],
  ['no resources', '{}'],
  ['resources that are a list', { Resources: [topic] }],
  ['a resource that is a text', { Resources: { A: 'AWS::SNS::Topic' } }],
  ['a resource without a type', { Resources: { A: {} } }],
  ['a type that is a list', { Resources: { A: { Type: ['AWS::SNS::Topic'] } } }],
  ['properties that are a list', { Resources: { A: { ...topic, Properties: ['x'] } } }],
  ['outputs that are a list', { Resources: { A: topic }, Outputs: ['x'] }],
  ['an output that is a text', { Resources: { A: topic }, Outputs: { O: 'x' } }],
  ['a dependency that is an object', { Resources: { A: { ...topic, DependsOn: { B: 'x' } } } }],
  ['a dependency on an object', { Resources: { A: { ...topic, DependsOn: [{ Ref: 'A' }] } } }],
])('a template with %s is an error of the client', async (_, template) => {
  for (const action of ['CreateStack', 'ValidateTemplate']) {
    await expect(stacks.call(action, { StackName: name(), TemplateBody: text(template) })).rejects.toThrow(
      'failed with 400',
    );
  }
});
