import { type CfnResource, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { TargetStack, type TargetStackProps } from '../../src';
import { ACCOUNT, both, logicalId, newRole, newStack, only, REGION, statements, token } from '../resources';

const TYPE = 'Custom::CodeConnectionsTargetStack';

const newTarget = (stack: Stack, props: Partial<TargetStackProps> = {}) =>
  new TargetStack(stack, 'Target', { stackName: 'prod', ...props });
const arnOfStack = (name: unknown) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/*`]],
});

test('a target stack has the name and the role that it is given, and is waited for for an hour at most', () => {
  const stack = newStack();
  const role = newRole(stack);
  newTarget(stack, { stackOperationsRole: role });
  expect(only(stack, TYPE)).toMatchObject({
    Properties: { ServiceTimeout: 3_600, StackName: 'prod', RoleArn: stack.resolve(role.roleArn) },
  });
});

test('a target stack is known by attributes, so that what uses them comes after it', () => {
  const stack = newStack();
  const target = newTarget(stack);
  const id = logicalId(stack, target);
  expect(stack.resolve(target.stackName)).toEqual({ 'Fn::GetAtt': [id, 'StackName'] });
  expect(stack.resolve(target.stackId)).toEqual({ 'Fn::GetAtt': [id, 'StackId'] });
});

describe('the permissions', () => {
  test('are for this stack and this role only', () => {
    const stack = newStack();
    const role = newRole(stack);
    newTarget(stack, { stackOperationsRole: role });
    expect(statements(stack)).toEqual([
      {
        Effect: 'Allow',
        Action: ['cloudformation:DescribeStacks', 'cloudformation:CreateStack', 'cloudformation:DeleteStack'],
        Resource: arnOfStack('prod'),
      },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: stack.resolve(role.roleArn),
        Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      },
      { Effect: 'Allow', Action: both('GetSyncConfiguration'), Resource: '*' },
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: expect.anything() },
    ]);
  });

  test('pass no role where there is none', () => {
    const stack = newStack();
    newTarget(stack);
    expect(JSON.stringify(statements(stack))).not.toContain('iam:PassRole');
  });

  test('do not delete what is kept in any case', () => {
    const stack = newStack();
    newTarget(stack, { removalPolicy: RemovalPolicy.RETAIN });
    expect(JSON.stringify(statements(stack))).not.toContain('cloudformation:DeleteStack');
  });

  test('are there before the stack is made, and until it is deleted', () => {
    const stack = newStack();
    const role = newRole(stack);
    newTarget(stack, { stackOperationsRole: role });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
    const policies = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toHaveLength(3); // of the type, of this stack, and of the stack operations role
    expect(only(stack, TYPE).DependsOn).toEqual(expect.arrayContaining([...policies, logicalId(stack, role)]));
  });
});

test.each([
  [undefined, 'RetainExceptOnCreate', 'Retain'],
  [RemovalPolicy.RETAIN, 'Retain', 'Retain'],
  [RemovalPolicy.DESTROY, 'Delete', 'Delete'],
])('with the removal policy %s its deletion policy is %s', (removalPolicy, DeletionPolicy, UpdateReplacePolicy) => {
  const stack = newStack();
  newTarget(stack, { stackOperationsRole: newRole(stack), ...(removalPolicy && { removalPolicy }) });
  expect(only(stack, TYPE)).toMatchObject({ DeletionPolicy, UpdateReplacePolicy });
});

test('another name makes another resource with a policy of its own, so that the old one is deleted with its own', () => {
  const idsOf = (stackName: string) => {
    const stack = newStack();
    newTarget(stack, { stackName });
    const { Resources } = Template.fromStack(stack).toJSON();
    return Object.keys(Resources).filter((id) => id.startsWith('Target'));
  };
  expect(idsOf('prod')).toHaveLength(2);
  expect(idsOf('prod')).toEqual(idsOf('prod'));
  expect(idsOf('live').filter((id) => idsOf('prod').includes(id))).toEqual([]);
});

describe('the name', () => {
  const refusal = (stackName: string) => {
    try {
      newTarget(newStack(), { stackName });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  test.each([['a'], ['a'.repeat(100)], ['Prod-2']])('may be %s', (stackName) => {
    expect(refusal(stackName)).toBeUndefined();
  });

  test.each([[''], ['a'.repeat(101)]])('must have 1 to 100 characters: %j', (stackName) => {
    expect(refusal(stackName)).toContain(`'stackName' must have 1 to 100 characters, got ${stackName.length}`);
  });

  test.each([['2prod'], ['my_prod'], ['my prod'], ['-prod']])('must be one of a stack: %j', (stackName) => {
    expect(refusal(stackName)).toContain(
      `'stackName' must be letters, digits and hyphens, beginning with a letter, got "${stackName}"`,
    );
  });

  test('may be a token', () => {
    const stack = newStack();
    const target = newTarget(stack, { stackName: token(stack) });
    expect(only(stack, TYPE).Properties.StackName).toEqual({ Ref: 'Parameter' });
    expect((target.node.defaultChild as CfnResource).cfnResourceType).toBe(TYPE);
  });

  test('must not be that of its own stack, which would wait for itself', () => {
    const stack = newStack('prod');
    expect(() => newTarget(stack)).toThrow(
      "'stackName' must be that of another stack, got that of the one it is in: prod",
    );
    expect(() => newTarget(new NestedStack(stack, 'Nested'))).toThrow("'stackName' must be that of another stack");
    expect(() => newTarget(new Stack(stack.node.root as Stack, 'other'))).not.toThrow();
  });
});

test('a stack that is to be deleted takes a role that may delete what is in it', () => {
  expect(() => newTarget(newStack(), { removalPolicy: RemovalPolicy.DESTROY })).toThrow(
    "a stack that is to be deleted needs a 'stackOperationsRole', got none",
  );
});
