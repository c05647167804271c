import { type CfnResource, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { TargetStack, type TargetStackProps } from '../../src';
import { ACCOUNT, both, logicalId, newRole, newStack, only, REGION, statements, token } from '../fixtures';

const TYPE = 'Custom::CodeConnectionsTargetStack';

const newTarget = (stack: Stack, props: Partial<TargetStackProps> = {}) =>
  new TargetStack(stack, 'Target', { stackName: 'prod', ...props });
const arnOfStack = (name: unknown) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/*`]],
});

test('a TargetStack has the given name and role, and a wait of at most an hour', () => {
  const stack = newStack();
  const role = newRole(stack);
  newTarget(stack, { stackOperationsRole: role });
  expect(only(stack, TYPE)).toMatchObject({
    Properties: { ServiceTimeout: 3_600, StackName: 'prod', RoleArn: stack.resolve(role.roleArn) },
  });
});

test('a TargetStack provides attributes, so that CloudFormation creates their users after it', () => {
  const stack = newStack();
  const target = newTarget(stack);
  const id = logicalId(stack, target);
  expect(stack.resolve(target.stackName)).toEqual({ 'Fn::GetAtt': [id, 'StackName'] });
  expect(stack.resolve(target.stackId)).toEqual({ 'Fn::GetAtt': [id, 'StackId'] });
});

describe('the permissions of a TargetStack', () => {
  test('are restricted to this stack and this role', () => {
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

  test('do not include iam:PassRole without a role', () => {
    const stack = newStack();
    newTarget(stack);
    expect(JSON.stringify(statements(stack))).not.toContain('iam:PassRole');
  });

  test('do not include the deletion with the removal policy RETAIN', () => {
    const stack = newStack();
    newTarget(stack, { removalPolicy: RemovalPolicy.RETAIN });
    expect(JSON.stringify(statements(stack))).not.toContain('cloudformation:DeleteStack');
  });

  test('exist before the stack is created and until it is deleted', () => {
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
])(
  'a TargetStack with the removal policy %s has the deletion policy %s',
  (removalPolicy, DeletionPolicy, UpdateReplacePolicy) => {
    const stack = newStack();
    newTarget(stack, { stackOperationsRole: newRole(stack), ...(removalPolicy && { removalPolicy }) });
    expect(only(stack, TYPE)).toMatchObject({ DeletionPolicy, UpdateReplacePolicy });
  },
);

test('a TargetStack with another name is another resource with its own policy', () => {
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

describe('the id of a deleted stack of a TargetStack', () => {
  const id = (name: string) =>
    `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/1a2b3c4d-0000-11f0-9999-0e1f2a3b4c5d`;

  test('is a property of the same resource, which has no other one without it', () => {
    const resourceWith = (props: Partial<TargetStackProps>) => {
      const stack = newStack();
      const target = newTarget(stack, props);
      return [logicalId(stack, target), only(stack, TYPE).Properties] as const;
    };
    const [before, properties] = resourceWith({});
    expect(properties).not.toHaveProperty('DeletedStackId');
    expect(resourceWith({ deletedStackId: id('prod') })).toEqual([
      before,
      { ...properties, DeletedStackId: id('prod') },
    ]);
  });

  test.each(['', 'prod', id('other'), 'arn:aws:cloudformation:us-east-1:123456789012:stack/prod', `${id('prod')}*`])(
    'must be the ARN of a stack with its name: %j',
    (deletedStackId) => {
      expect(() => newTarget(newStack(), { deletedStackId })).toThrow(
        /'deletedStackId' must be the ARN of the stack prod, for example arn:aws:cloudformation:.*, got /,
      );
    },
  );

  test('may be a token, and that of a stack whose name is one', () => {
    const stack = newStack();
    newTarget(stack, { deletedStackId: token(stack) });
    expect(only(stack, TYPE).Properties.DeletedStackId).toEqual({ Ref: 'Parameter' });
    const other = newStack();
    expect(() => newTarget(other, { stackName: token(other), deletedStackId: id('prod') })).not.toThrow();
  });
});

describe('the stack name of a TargetStack', () => {
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

  test.each([['2prod'], ['my_prod'], ['my prod'], ['-prod']])('must be valid for a stack: %j', (stackName) => {
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

  test('must not be that of the stack that contains it, which would wait for itself', () => {
    const stack = newStack('prod');
    expect(() => newTarget(stack)).toThrow(
      "'stackName' must differ from the name of the stack that contains the construct, got prod",
    );
    expect(() => newTarget(new NestedStack(stack, 'Nested'))).toThrow("'stackName' must differ");
    expect(() => newTarget(new Stack(stack.node.root as Stack, 'other'))).not.toThrow();
  });
});

test('a TargetStack with the removal policy DESTROY needs a role', () => {
  expect(() => newTarget(newStack(), { removalPolicy: RemovalPolicy.DESTROY })).toThrow(
    "needs a 'stackOperationsRole', got none",
  );
});
