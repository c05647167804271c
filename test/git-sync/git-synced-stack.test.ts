import { CfnResource, Lazy, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { Annotations as AnnotationsOf, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { GitRepository, StackPermissions, SyncBlockerResolution, TriggerResourceUpdateOn } from '../../src';
import { ACCOUNT, logicalId, newStack, only, UUID } from '../fixtures';
import {
  COMMENT,
  CONNECTION,
  comesAfter,
  count,
  idOf,
  imported,
  LINK,
  ROLE,
  repository,
  SUCCESS,
  SYNC,
  synced,
  TARGET,
  templateOf,
  WAIT,
} from './synced-stacks';

describe('a GitSyncedStack', () => {
  test('creates the wait for the connection, the link, two roles, the stack and the sync configuration', () => {
    const stack = newStack();
    const { gitSyncRole, targetStack, repositoryLink } = synced(stack);
    const connection = logicalId(stack, stack.node.findChild('GitHub'));
    expect(only(stack, WAIT).Properties.ConnectionArn).toEqual({ 'Fn::GetAtt': [connection, 'ConnectionArn'] });
    expect(only(stack, LINK).Properties).toEqual({
      ConnectionArn: { 'Fn::GetAtt': [idOf(stack, WAIT), 'ConnectionArn'] },
      OwnerId: 'my-org',
      RepositoryName: 'infra',
    });
    expect(only(stack, SYNC).Properties).toEqual({
      Branch: 'main',
      ConfigFile: 'deploy/prod.yaml',
      RepositoryLinkId: { 'Fn::GetAtt': [logicalId(stack, repositoryLink), 'RepositoryLinkId'] },
      ResourceName: 'prod',
      RoleArn: stack.resolve(gitSyncRole.roleArn),
      SyncType: 'CFN_STACK_SYNC',
    });
    expect(only(stack, TARGET).Properties.StackName).toBe('prod');
    expect(logicalId(stack, targetStack)).toBe(idOf(stack, TARGET));
  });

  test('creates its parts in the order of their dependencies', () => {
    const stack = newStack();
    const { gitSyncRole, stackOperationsRole, syncConfiguration } = synced(stack, 'prod', {
      ...repository(stack),
      waitForSync: true,
    });
    const sync = logicalId(stack, syncConfiguration);
    const [target, waiter, link] = [TARGET, WAIT, LINK].map((type) => idOf(stack, type));
    const [operations, own] = [stackOperationsRole as iam.Role, gitSyncRole].map((role) => logicalId(stack, role));
    expect(comesAfter(stack, target, operations)).toBe(true);
    for (const earlier of [target, link, own, operations]) expect(comesAfter(stack, sync, earlier)).toBe(true);
    expect(comesAfter(stack, link, waiter)).toBe(true);
    // A link whose connection is gone cannot be deleted.
    expect(comesAfter(stack, link, logicalId(stack, stack.node.findChild('GitHub')))).toBe(true);
    expect(comesAfter(stack, idOf(stack, SUCCESS), sync)).toBe(true);
    // What is wrong with the stack is said before a person is asked to complete the handshake.
    expect(comesAfter(stack, target, waiter)).toBe(false);
  });

  test('creates a stack that was deleted again, before what blocks its sync is resolved', () => {
    const stack = newStack();
    const deletedStackId = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/prod/${UUID}`;
    const { syncConfiguration } = synced(stack, 'prod', { ...repository(stack), deletedStackId });
    new SyncBlockerResolution(stack, 'Resolution', { syncConfiguration, reason: 'it is there again' });
    expect(only(stack, TARGET).Properties.DeletedStackId).toBe(deletedStackId);
    const resolution = idOf(stack, 'Custom::CodeConnectionsSyncBlockerResolution');
    expect(comesAfter(stack, resolution, idOf(stack, TARGET))).toBe(true);
  });

  test('retains its two roles and the stack, unless the deployment that creates them fails', () => {
    const stack = newStack();
    const { gitSyncRole, stackOperationsRole } = synced(stack);
    const { Resources } = templateOf(stack).toJSON();
    const ids = [gitSyncRole, stackOperationsRole as iam.Role].map((role) => logicalId(stack, role));
    for (const id of [...ids, idOf(stack, TARGET)]) expect(Resources[id].DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(only(stack, SYNC).DeletionPolicy).toBeUndefined();
  });

  test('is deleted with its roles with the removal policy DESTROY', () => {
    const stack = newStack();
    const removalPolicy = RemovalPolicy.DESTROY;
    const { gitSyncRole } = synced(stack, 'prod', {
      ...repository(stack),
      removalPolicy,
      roleRemovalPolicy: removalPolicy,
    });
    const { Resources } = templateOf(stack).toJSON();
    expect(Resources[logicalId(stack, gitSyncRole)].DeletionPolicy).toBe('Delete');
    expect(only(stack, TARGET).DeletionPolicy).toBe('Delete');
  });

  test('gets a warning if it is retained while its roles are deleted, unless it uses another role', () => {
    const roleRemovalPolicy = RemovalPolicy.DESTROY;
    const stack = newStack();
    synced(stack, 'prod', { ...repository(stack), roleRemovalPolicy });
    synced(stack, 'test', { ...repository(stack), roleRemovalPolicy, removalPolicy: roleRemovalPolicy });
    const role = new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('cloudformation.amazonaws.com') });
    const stackPermissions = StackPermissions.operationsRole(role);
    synced(stack, 'own', { ...repository(stack), roleRemovalPolicy, stackPermissions });
    const annotations = AnnotationsOf.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp('its roles are deleted'),
    );
    expect(annotations.map(({ id }) => id)).toEqual([`/${stack.node.path}/prod`]);
  });

  test('comments on pull requests by default', () => {
    const stack = newStack();
    synced(stack);
    expect(only(stack, COMMENT).Properties.PullRequestComment).toBe('ENABLED');
    const other = newStack();
    synced(other, 'prod', { ...repository(other), pullRequestComment: false });
    expect(only(other, COMMENT).Properties.PullRequestComment).toBe('DISABLED');
  });

  test('passes the other options to the sync configuration', () => {
    const stack = newStack();
    synced(stack, 'prod', {
      ...repository(stack),
      publishDeploymentStatus: true,
      triggerResourceUpdateOn: TriggerResourceUpdateOn.FILE_CHANGE,
    });
    expect(only(stack, SYNC).Properties).toMatchObject({
      PublishDeploymentStatus: 'ENABLED',
      TriggerResourceUpdateOn: 'FILE_CHANGE',
    });
  });

  test('has a role that can be assumed for its connection only', () => {
    const stack = newStack();
    const { gitSyncRole } = synced(stack);
    const { Properties } = templateOf(stack).toJSON().Resources[logicalId(stack, gitSyncRole)];
    const connection = logicalId(stack, stack.node.findChild('GitHub'));
    expect(Properties.AssumeRolePolicyDocument.Statement[0].Condition.ArnLike).toEqual({
      'aws:SourceArn': { 'Fn::GetAtt': [connection, 'ConnectionArn'] },
    });
  });
});

describe('the permissions of a GitSyncedStack', () => {
  const granted = (stack: Stack, role: iam.IRole) =>
    Object.entries(templateOf(stack).findResources('AWS::IAM::Policy')).filter(([, policy]) =>
      JSON.stringify(policy.Properties.Roles).includes(logicalId(stack, role)),
    );

  test('are granted to the stack operations role, retained with it, and created before the first sync', () => {
    const stack = newStack();
    const it = synced(stack);
    new Bucket(stack, 'Templates').grantRead(it);
    const [[policyId, policy]] = granted(stack, it.stackOperationsRole as iam.IRole);
    expect(JSON.stringify(policy.Properties.PolicyDocument)).toContain('s3:GetObject*');
    expect(policy.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(comesAfter(stack, idOf(stack, TARGET), policyId)).toBe(true);
  });

  test('are granted to the Git sync role if that has all permissions', () => {
    const stack = newStack();
    const it = synced(stack, 'prod', { ...repository(stack), stackPermissions: StackPermissions.gitSyncRole() });
    new Bucket(stack, 'Templates').grantRead(it);
    expect(it.stackOperationsRole).toBeUndefined();
    expect(granted(stack, it.gitSyncRole)).toHaveLength(1);
    expect(only(stack, TARGET).Properties).not.toHaveProperty('RoleArn');
  });

  test.each<[string, string, (roleName: string) => object]>([
    ['a policy of an L1', 'AWS::IAM::RolePolicy', (RoleName) => ({ RoleName })],
    ['a policy without an L1', 'AWS::IAM::Policy', (roleName) => ({ Roles: [roleName] })],
  ])('can come from %s, so that nobody is warned', (_, type, propertiesOf) => {
    const stack = newStack();
    const { roleName } = synced(stack).stackOperationsRole as iam.IRole;
    new CfnResource(stack, 'Policy', { type, properties: { ...propertiesOf(roleName), PolicyName: 'all' } });
    AnnotationsOf.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('stackWithoutPermissions'));
  });

  test('can come from an existing role', () => {
    const stack = newStack();
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/operations`;
    const role = iam.Role.fromRoleArn(stack, 'Operations', roleArn);
    synced(stack, 'prod', { ...repository(stack), stackPermissions: StackPermissions.operationsRole(role) });
    expect(only(stack, TARGET).Properties.RoleArn).toBe(roleArn);
  });
});

describe('the warning about missing permissions', () => {
  const warnings = (stack: Stack) =>
    AnnotationsOf.fromStack(stack).findWarning('*', Match.stringLikeRegexp('stackWithoutPermissions'));

  test('is given if the stack operations role has none, and can be acknowledged', () => {
    const stack = newStack();
    synced(stack);
    const [warning, ...others] = warnings(stack);
    expect(others).toEqual([]);
    expect(warning?.entry.data).toMatch(/has no permissions, so CloudFormation cannot deploy any resource/);
    const quiet = newStack();
    Validations.of(quiet).acknowledge({ id: 'cdk-codeconnections:stackWithoutPermissions', reason: 'none needed' });
    synced(quiet);
    expect(warnings(quiet)).toEqual([]);
  });

  test.each<[string, (role: iam.IRole, stack: Stack) => void]>([
    ['a grant', (role, stack) => new Bucket(stack, 'Bucket').grantRead(role)],
    ['a managed policy', (role) => role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'))],
    [
      'a policy of its own',
      (role, stack) => {
        const statements = [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })];
        new iam.Policy(stack, 'Policy', { roles: [role], statements });
      },
    ],
  ])('is not given after %s', (_, allow) => {
    const stack = newStack();
    allow(synced(stack).stackOperationsRole as iam.IRole, stack);
    expect(warnings(stack)).toEqual([]);
  });

  test('is not given for permissions that come from elsewhere', () => {
    const stack = newStack();
    synced(stack, 'prod', {
      ...repository(stack),
      stackPermissions: StackPermissions.operationsRole(iam.Role.fromRoleName(stack, 'Existing', 'operations')),
    });
    expect(warnings(stack)).toEqual([]);
  });
});

describe('the deployment file of a GitSyncedStack', () => {
  test.each([
    '../prod.yaml',
    '/deploy/prod.yaml',
    './prod.yaml',
    'deploy/',
    'deploy//prod.yaml',
    'deploy\\\\prod.yaml',
    '',
  ])('must be in the repository, not at %j', (configFile) => {
    const stack = newStack();
    expect(() => synced(stack, 'prod', { ...repository(stack), configFile })).toThrow("'configFile' must");
  });

  test.each(['prod.yaml', 'deploy/prod.yml', '.deploy/v1..2/my prod.json', Lazy.string({ produce: () => '/' })])(
    'may be %j',
    (configFile) => {
      const stack = newStack();
      expect(() => synced(stack, 'prod', { ...repository(stack), configFile })).not.toThrow();
    },
  );
});

describe('the repository of a GitSyncedStack', () => {
  test('can be the one of an existing link', () => {
    const stack = newStack();
    synced(stack, 'prod', { repository: GitRepository.fromLink(imported(stack)) });
    expect(only(stack, SYNC).Properties.RepositoryLinkId).toBe(UUID);
    expect([CONNECTION, WAIT, LINK].map((type) => count(stack, type))).toEqual([0, 0, 0]);
    expect(count(stack, ROLE)).toBe(3); // two, and that of the function
  });
});
