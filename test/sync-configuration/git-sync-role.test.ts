import { type InjectionContext, type IPropertyInjector, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Connection, GitSyncRole, type GitSyncRoleProps, StackPermissions } from '../../src';
import { ACCOUNT, arnOf, newStack, only, REGION, token, UUID } from '../fixtures';

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

describe('the trust policy of a GitSyncRole', () => {
  test('trusts only Git sync, for the account and the connection', () => {
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

  test('allows any connection of the account, of either prefix and any Region, if none is given', () => {
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

test('a GitSyncRole has the permissions that Git sync needs, restricted to the stack', () => {
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

  test.each([undefined, StackPermissions.operationsRole()])(
    'is a new one by default, which may be passed to CloudFormation',
    (given) => {
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
    },
  );

  test('is the given role', () => {
    const stack = newStack();
    const operations = iam.Role.fromRoleArn(stack, 'Operations', `arn:aws:iam::${ACCOUNT}:role/operations`);
    const role = newRole(stack, { stackPermissions: StackPermissions.operationsRole(operations) });
    expect(role.stackOperationsRole).toBe(operations);
    expect(gitSyncRole(stack)).toContainEqual(pass(`arn:aws:iam::${ACCOUNT}:role/operations`));
  });

  test('does not exist if the Git sync role has the permissions itself', () => {
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
])('the removal policy %s of a GitSyncRole', (removalPolicy, expected) => {
  test(`gives the deletion policy ${expected} to both roles, and to later grants`, () => {
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

test('a GitSyncRole can be created before its sync configuration', () => {
  const stack = newStack();
  iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Role': 'made-in-advance' } });
  const role = newRole(stack, one);
  role.addToPolicy(statement);
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 0);
  expect(JSON.stringify(stack.resolve(role.roleArn))).toContain(':role/made-in-advance');
});

test('a GitSyncRole has the given name, and a description', () => {
  const stack = newStack();
  newRole(stack, { roleName: 'git-sync-prod', ...one });
  expect(roleIn(stack).Properties).toMatchObject({
    RoleName: 'git-sync-prod',
    Description: 'Assumed by Git sync to update the stack prod',
  });
});

test('a GitSyncRole accepts a stack name that is known only at deployment', () => {
  const stack = newStack();
  newRole(stack, { stackName: token(stack), ...one });
  expect(JSON.stringify(gitSyncRole(stack))).toContain(':stack/",{"Ref":"Parameter"},"/*"');
});

test('a GitSyncRole uses the default props of property injectors, for itself and for roles', () => {
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
    Description: 'Assumed by Git sync to update the stack injected',
    Path: '/injected/',
  });
});
