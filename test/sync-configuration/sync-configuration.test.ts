import { App, type InjectionContext, type IPropertyInjector, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnRepositoryLink, type IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  Connection,
  GitSyncRole,
  ProviderType,
  RepositoryLink,
  SyncConfiguration,
  type SyncConfigurationProps,
  TriggerResourceUpdateOn,
} from '../../src';
import { ACCOUNT, arnOf, codeOf, lazy, lengths, logicalId, newRole, newStack, only, token, UUID } from '../fixtures';

const TYPE = 'AWS::CodeStarConnections::SyncConfiguration';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/sync`;
const SYNC = { branch: 'main', configFile: 'deploy/prod.yaml', stackName: 'prod' };
const linkIn = (stack: Stack) =>
  RepositoryLink.fromRepositoryLinkArn(stack, 'Imported', arnOf(`repository-link/${UUID}`, 'codestar-connections'));
const roleIn = (stack: Stack) => iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN);
const newSync = (stack: Stack, props: Partial<SyncConfigurationProps> = {}) =>
  new SyncConfiguration(stack, 'Sync', { repositoryLink: props.repositoryLink ?? linkIn(stack), ...SYNC, ...props });

describe('the CloudFormation resource of a SyncConfiguration', () => {
  test('has the link, the branch, the deployment file, the stack and the role', () => {
    const stack = newStack();
    newSync(stack, { role: roleIn(stack) });
    expect(only(stack, TYPE).Properties).toEqual({
      RepositoryLinkId: UUID,
      Branch: 'main',
      ConfigFile: 'deploy/prod.yaml',
      ResourceName: 'prod',
      SyncType: 'CFN_STACK_SYNC',
      RoleArn: ROLE_ARN,
    });
  });

  test.each([
    [true, 'ENABLED'],
    [false, 'DISABLED'],
  ])('turns publishDeploymentStatus %s into %s', (publishDeploymentStatus, PublishDeploymentStatus) => {
    const stack = newStack();
    newSync(stack, { role: roleIn(stack), publishDeploymentStatus });
    expect(only(stack, TYPE).Properties).toMatchObject({ PublishDeploymentStatus });
  });

  test.each([TriggerResourceUpdateOn.ANY_CHANGE, TriggerResourceUpdateOn.FILE_CHANGE])(
    'triggerResourceUpdateOn is %s',
    (triggerResourceUpdateOn) => {
      const stack = newStack();
      newSync(stack, { role: roleIn(stack), triggerResourceUpdateOn });
      expect(only(stack, TYPE).Properties).toMatchObject({ TriggerResourceUpdateOn: triggerResourceUpdateOn });
    },
  );

  const link = { connectionArn: arnOf(`connection/${UUID}`), ownerId: 'o', repositoryName: 'r' };
  test.each<[string, (stack: Stack) => IRepositoryLinkRef, unknown]>([
    [
      'an L2',
      (stack) =>
        new RepositoryLink(stack, 'Link', {
          ...link,
          connection: Connection.fromConnectionArn(stack, 'Connection', link.connectionArn),
        }),
      { 'Fn::GetAtt': ['Link1234EF21', 'RepositoryLinkId'] },
    ],
    [
      'an L1, whose reference carries no id',
      (stack) => new CfnRepositoryLink(stack, 'Link', link),
      { 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'Link' }] }] },
    ],
    ['an import', linkIn, UUID],
  ])('has the id of the repository link: %s', (_, repositoryLinkIn, expected) => {
    const stack = newStack();
    newSync(stack, { repositoryLink: repositoryLinkIn(stack), role: roleIn(stack) });
    expect(only(stack, TYPE).Properties.RepositoryLinkId).toEqual(expected);
  });

  test('refuses a repository link whose ARN is not valid', () => {
    const stack = newStack();
    const repositoryLink = Object.assign(new Stack(), { repositoryLinkRef: { repositoryLinkArn: 'link' } });
    expect(() => newSync(stack, { repositoryLink: repositoryLink as unknown as IRepositoryLinkRef })).toThrow(
      /the ARN of a repository-link must look like .*, got "link"/,
    );
  });

  test('provides the attributes of CloudFormation', () => {
    const stack = newStack();
    const sync = newSync(stack, { role: roleIn(stack) });
    const attribute = (name: string) => ({ 'Fn::GetAtt': [logicalId(stack, sync), name] });
    expect(stack.resolve(sync.syncConfigurationOwnerId)).toEqual(attribute('OwnerId'));
    expect(stack.resolve(sync.syncConfigurationProviderType)).toEqual(attribute('ProviderType'));
    expect(stack.resolve(sync.syncConfigurationRepositoryName)).toEqual(attribute('RepositoryName'));
    expect(sync.stackName).toBe('prod');
    expect(sync.syncConfigurationRef).toEqual({ resourceName: 'prod', syncType: 'CFN_STACK_SYNC' });
  });

  test('uses the default props of a property injector', () => {
    class Branches implements IPropertyInjector {
      public readonly constructUniqueId = SyncConfiguration.PROPERTY_INJECTION_ID;
      public inject(originalProps: object, _context: InjectionContext): object {
        return { ...originalProps, branch: 'injected' };
      }
    }
    const stack = newStack('Stack', { propertyInjectors: [new Branches()] });
    newSync(stack, { role: roleIn(stack) });
    expect(only(stack, TYPE).Properties).toMatchObject({ Branch: 'injected' });
  });
});

describe('the role of a SyncConfiguration', () => {
  test('is created with its policies before the sync configuration', () => {
    const stack = newStack();
    const role = newRole(stack);
    newSync(stack, { role });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    const policies = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toHaveLength(1);
    expect(only(stack, TYPE).DependsOn).toEqual([...policies, logicalId(stack, role)]);
  });

  test('is awaited with its grants if it is imported', () => {
    const stack = newStack();
    const role = roleIn(stack);
    newSync(stack, { role }).grants.read(role);
    const policies = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toHaveLength(1);
    expect(only(stack, TYPE).DependsOn).toEqual(policies);
  });

  test('can be an L1', () => {
    const stack = newStack();
    const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
    const sync = newSync(stack, { role });
    expect(sync.role).toBe(role);
    expect(only(stack, TYPE)).toMatchObject({
      Properties: { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      DependsOn: ['Role'],
    });
  });

  test('makes the stack depend on the stack of the role', () => {
    const app = new App();
    const roles = new Stack(app, 'Roles');
    const stack = new Stack(app, 'Stack');
    newSync(stack, { role: newRole(roles) });
    expect(only(stack, TYPE).DependsOn).toBeUndefined();
    expect(stack.dependencies.map((dependency) => dependency.stackName)).toEqual(['Roles']);
  });

  test('is a new one by default, for the stack and for the connection of the link', () => {
    const stack = newStack();
    const connection = Connection.fromConnectionArn(stack, 'Connection', arnOf(`connection/${UUID}`));
    const repositoryLink = new RepositoryLink(stack, 'Link', { connection, ownerId: 'o', repositoryName: 'r' });
    const sync = newSync(stack, { repositoryLink });
    expect(sync.role).toBe(sync.gitSyncRole);
    expect(sync.gitSyncRole).toBeInstanceOf(GitSyncRole);
    const id = logicalId(stack, sync.gitSyncRole as GitSyncRole);
    expect(only(stack, TYPE)).toMatchObject({
      Properties: { RoleArn: { 'Fn::GetAtt': [id, 'Arn'] } },
      DependsOn: expect.arrayContaining([id]),
    });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({ Condition: Match.objectLike({ ArnLike: { 'aws:SourceArn': connection.connectionArn } }) }),
        ],
      },
      Description: 'Assumed by Git sync to update the stack prod',
    });
  });

  test('is not created if one is given', () => {
    const stack = newStack();
    expect(newSync(stack, { role: roleIn(stack) }).gitSyncRole).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 0);
  });
});

test.each([
  [undefined, undefined, 'RetainExceptOnCreate'],
  [RemovalPolicy.RETAIN, 'Retain', 'Retain'],
  [RemovalPolicy.DESTROY, 'Delete', 'Delete'],
])(
  'the removal policy %s makes the deletion policy %s, and %s of the roles made for it',
  (removalPolicy, own, roles) => {
    const stack = newStack();
    newSync(stack, removalPolicy && { removalPolicy });
    expect(only(stack, TYPE).DeletionPolicy).toBe(own);
    const made = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(made.map((role) => role.DeletionPolicy)).toEqual([roles, roles]);
  },
);

describe('a SyncConfiguration with props out of bounds', () => {
  const make = (props: Partial<SyncConfigurationProps>) => () => {
    const stack = newStack();
    return newSync(stack, { role: roleIn(stack), ...props });
  };

  test.each([
    ...lengths(1, 255).map((bound) => ['branch', 255, ...bound] as const),
    ...lengths(1, 100).map((bound) => ['stackName', 100, ...bound] as const),
  ])("'%s' must have 1 to %i characters: %i characters are accepted: %s", (name, max, length, taken) => {
    const made = make({ [name]: 'n'.repeat(length) });
    if (taken) expect(made).not.toThrow();
    else expect(made).toThrow(`'${name}' must have 1 to ${max} characters, got ${length}`);
  });

  test.each(['', '/deploy.yaml', '../deploy.yaml', './deploy.yaml', 'deploy/', 'C:/deploy.yaml', '.git/config'])(
    'is refused with a configFile that is not a path in a repository: %j',
    (configFile) => {
      expect(codeOf(make({ configFile }))).toBe('INVALID_SYNC_CONFIGURATION');
      expect(make({ configFile })).toThrow("'configFile' must be a path from the root of the repository");
    },
  );

  test.each(['f', 'deploy/prod.yaml', '.deploy/v1..2/my prod.json'])("accepts the configFile '%s'", (configFile) => {
    expect(make({ configFile })).not.toThrow();
  });

  test.each(['-prod', '_prod', '1', 'Prod-1_eu', 'prod stack', 'prod.stack', 'prod/stack', 'Prod\n'])(
    'a stackName that cannot be one: %j',
    (stackName) => {
      const message = "'stackName' must be letters, digits and hyphens";
      expect(make({ stackName })).toThrow(message);
      const attrs = { stackName };
      expect(() => SyncConfiguration.fromSyncConfigurationAttributes(newStack(), 'Sync', attrs)).toThrow(message);
    },
  );

  test.each(['prod', 'p', 'Prod-1-eu'])("is accepted with the stackName '%s'", (stackName) => {
    expect(make({ stackName })).not.toThrow();
  });

  test('is accepted with tokens', () => {
    const stack = newStack();
    newSync(stack, { role: roleIn(stack), branch: lazy(), configFile: lazy(), stackName: token(stack) });
    expect(only(stack, TYPE).Properties.ResourceName).toEqual({ Ref: 'Parameter' });
  });
});

test('an imported sync configuration has its stack name, and the environment of the CDK stack', () => {
  const stack = newStack();
  const sync = SyncConfiguration.fromSyncConfigurationAttributes(stack, 'Sync', { stackName: 'prod' });
  expect(sync.stackName).toBe('prod');
  expect(sync.syncConfigurationRef).toEqual({ resourceName: 'prod', syncType: 'CFN_STACK_SYNC' });
  expect(sync.env).toEqual(stack.env);
});

test('a repository link of another stack passes its id across stacks', () => {
  const app = new App();
  const links = new Stack(app, 'Links');
  const stack = new Stack(app, 'Stack');
  const connection = new Connection(links, 'Connection', { providerType: ProviderType.GITHUB });
  const repositoryLink = new RepositoryLink(links, 'Link', { connection, ownerId: 'o', repositoryName: 'r' });
  newSync(stack, { repositoryLink, role: roleIn(stack) });
  expect(only(stack, TYPE).Properties.RepositoryLinkId).toEqual({
    'Fn::ImportValue': expect.stringContaining('RepositoryLinkId'),
  });
});
