import { type InjectionContext, type IPropertyInjector, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Connection, GitSyncRole, type GitSyncRoleProps, StackPermissions } from '../../src';
import { ACCOUNT, arnOf, newStack, only, REGION, token, UUID } from '../resources';

const GIT_SYNC = 'cloudformation.sync.codeconnections.amazonaws.com';
const statement = new iam.PolicyStatement({ actions: ['s3:CreateBucket'], resources: ['*'] });
const one = { stackPermissions: StackPermissions.gitSyncRole() };
const newRole = (stack: Stack, props: Partial<GitSyncRoleProps> = {}) =>
  new GitSyncRole(stack, 'Role', { stackName: 'prod', ...props });

/** The only role in the template. */
const roleIn = (stack: Stack) => only(stack, 'AWS::IAM::Role');
const gitSyncRole = (stack: Stack) => {
  const [policy] = roleIn(stack).Properties.Policies as { PolicyDocument: { Statement: unknown[] } }[];
  return policy?.PolicyDocument.Statement;
};

describe('the trust', () => {
  test('is in Git sync alone, for the account and the connection', () => {
    const stack = newStack();
    const connection = Connection.fromConnectionArn(stack, 'Connection', arnOf(`connection/${UUID}`));
    newRole(stack, { connection, ...one });
    expect(roleIn(stack).Properties.AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: GIT_SYNC },
          Condition: {
            StringEquals: { 'aws:SourceAccount': ACCOUNT },
            ArnLike: { 'aws:SourceArn': arnOf(`connection/${UUID}`) },
          },
        },
      ],
    });
  });

  test('is for any connection of the account, of either prefix and any Region, where none is given', () => {
    const stack = newStack();
    newRole(stack, one);
    expect(stack.resolve(roleIn(stack).Properties.AssumeRolePolicyDocument)).toMatchObject({
      Statement: [
        {
          Condition: {
            StringEquals: { 'aws:SourceAccount': ACCOUNT },
            ArnLike: {
              'aws:SourceArn': ['codeconnections', 'codestar-connections'].map((prefix) => ({
                'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${prefix}:*:${ACCOUNT}:connection/*`]],
              })),
            },
          },
        },
      ],
    });
  });
});

test('the permissions are those of Git sync, restricted to the stack', () => {
  const stack = newStack();
  newRole(stack, one);
  const arn = (service: string, resource: string) => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:${REGION}:${ACCOUNT}:${resource}`]],
  });
  expect(gitSyncRole(stack)).toEqual([
    {
      Effect: 'Allow',
      Action: [
        'cloudformation:CreateChangeSet',
        'cloudformation:DeleteChangeSet',
        'cloudformation:DescribeChangeSet',
        'cloudformation:DescribeStackEvents',
        'cloudformation:DescribeStacks',
        'cloudformation:ExecuteChangeSet',
        'cloudformation:GetTemplate',
        'cloudformation:ListChangeSets',
      ],
      Resource: arn('cloudformation', 'stack/prod/*'),
    },
    { Effect: 'Allow', Action: ['cloudformation:ListStacks', 'cloudformation:ValidateTemplate'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['events:PutRule', 'events:PutTargets'],
      Resource: arn('events', 'rule/*'),
      Condition: { StringEquals: { 'events:ManagedBy': GIT_SYNC } },
    },
    { Effect: 'Allow', Action: 'events:DescribeRule', Resource: arn('events', 'rule/*') },
  ]);
});

describe('the stack operations role', () => {
  const pass = (Resource: unknown) => ({
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource,
    Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
  });

  test.each([undefined, StackPermissions.operationsRole()])('is made, and may be passed to CloudFormation', (given) => {
    const stack = newStack();
    const role = newRole(stack, given && { stackPermissions: given });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Role', 2);
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'cloudformation.amazonaws.com' } },
        ],
      },
      Policies: Match.absent(),
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([pass(stack.resolve(role.stackOperationsRole?.roleArn))]),
          },
        },
      ],
    });
  });

  test('is the given one', () => {
    const stack = newStack();
    const operations = iam.Role.fromRoleArn(stack, 'Operations', `arn:aws:iam::${ACCOUNT}:role/operations`);
    const role = newRole(stack, { stackPermissions: StackPermissions.operationsRole(operations) });
    expect(role.stackOperationsRole).toBe(operations);
    expect(gitSyncRole(stack)).toContainEqual(pass(`arn:aws:iam::${ACCOUNT}:role/operations`));
  });

  test('is not there where the role has permissions of its own', () => {
    const stack = newStack();
    const role = newRole(stack, { stackPermissions: StackPermissions.gitSyncRole({ statements: [statement] }) });
    expect(role.stackOperationsRole).toBeUndefined();
    expect(gitSyncRole(stack)).toContainEqual({ Effect: 'Allow', Action: 's3:CreateBucket', Resource: '*' });
    expect(JSON.stringify(gitSyncRole(stack))).not.toContain('iam:PassRole');
  });
});

describe.each([
  [undefined, 'RetainExceptOnCreate'],
  [RemovalPolicy.RETAIN, 'Retain'],
  [RemovalPolicy.DESTROY, 'Delete'],
])('the removal policy %s', (removalPolicy, expected) => {
  test(`makes the deletion policy ${expected} of both roles, and of what is granted to them later`, () => {
    const stack = newStack();
    const role = newRole(stack, removalPolicy && { removalPolicy });
    role.addToPolicy(statement);
    role.stackOperationsRole?.addToPrincipalPolicy(statement);
    role.stackOperationsRole?.addToPrincipalPolicy(statement);
    const template = Template.fromStack(stack);
    for (const type of ['AWS::IAM::Role', 'AWS::IAM::Policy']) {
      const found = Object.values(template.findResources(type));
      expect(found.map((resource) => resource.DeletionPolicy)).toEqual([expected, expected]);
    }
  });
});

test('the role can be one that was made in advance', () => {
  const stack = newStack();
  iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Role': 'made-in-advance' } });
  const role = newRole(stack, one);
  role.addToPolicy(statement);
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 0);
  expect(JSON.stringify(stack.resolve(role.roleArn))).toContain(':role/made-in-advance');
});

test('the role has the given name, and a description', () => {
  const stack = newStack();
  newRole(stack, { roleName: 'git-sync-prod', ...one });
  expect(roleIn(stack).Properties).toMatchObject({
    RoleName: 'git-sync-prod',
    Description: 'Git sync assumes it to update the stack prod',
  });
});

test('a stack name that is known at deployment is taken', () => {
  const stack = newStack();
  newRole(stack, { stackName: token(stack), ...one });
  expect(JSON.stringify(gitSyncRole(stack))).toContain(':stack/",{"Ref":"Parameter"},"/*"');
});

test('the role takes props that a property injector gives, for it and for every role', () => {
  const injector = (constructUniqueId: string, props: object): IPropertyInjector => ({
    constructUniqueId,
    inject: (originalProps: object, _context: InjectionContext) => ({ ...originalProps, ...props }),
  });
  const stack = new Stack(newStack(), 'Nested', {
    propertyInjectors: [
      injector(GitSyncRole.PROPERTY_INJECTION_ID, { stackName: 'injected', ...one }),
      injector(iam.Role.PROPERTY_INJECTION_ID, { path: '/injected/' }),
    ],
  });
  newRole(stack);
  expect(roleIn(stack).Properties).toMatchObject({
    Description: 'Git sync assumes it to update the stack injected',
    Path: '/injected/',
  });
});
