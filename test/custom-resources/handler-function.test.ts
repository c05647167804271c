import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type InjectionContext, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { AvailableConnection, Connection, GitSyncRole, StackPermissions, SyncMonitor, TargetStack } from '../../src';
import { arnOf } from '../fixtures';

describe('with Role.customizeRoles,', () => {
  function synth(usePrecreatedRoles?: Record<string, string>) {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    Role.customizeRoles(stack, usePrecreatedRoles && { usePrecreatedRoles });
    const connection = Connection.fromConnectionArn(stack, 'Connection', arnOf('connection/1'));
    new AvailableConnection(stack, 'Ready', { connection });
    new TargetStack(stack, 'Target', { stackName: 'prod' });
    const report = () => readFileSync(join(app.synth().directory, 'iam-policy-report.json'), 'utf8');
    return { template: Template.fromStack(stack), report };
  }

  test('the function uses the given role, and nothing depends on a policy', () => {
    const { template, report } = synth({ 'Stack/CodeConnectionsHandler/Role': 'precreated' });
    template.resourceCountIs('AWS::IAM::Role', 0);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    const resources = template.toJSON().Resources as Record<string, { Type: string; DependsOn?: string[] }>;
    const ids = Object.keys(resources);
    for (const { DependsOn = [] } of Object.values(resources)) expect(ids).toEqual(expect.arrayContaining(DependsOn));
    const [{ Properties }] = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(JSON.stringify(Properties.Role)).toContain(':role/precreated');
    for (const action of ['codeconnections:GetConnection', 'cloudformation:CreateStack', 'lambda:InvokeFunction']) {
      expect(report()).toContain(action);
    }
  });
});

test('property injectors reach the function, its role and its log group', () => {
  const seen: string[] = [];
  const injectors = [LambdaFunction, Role, LogGroup].map(({ PROPERTY_INJECTION_ID }) => ({
    constructUniqueId: PROPERTY_INJECTION_ID,
    inject: (props: object) => {
      seen.push(PROPERTY_INJECTION_ID);
      return { ...props, ...(PROPERTY_INJECTION_ID === LogGroup.PROPERTY_INJECTION_ID && { retention: 365 }) };
    },
  }));
  const stack = new Stack(new App(), 'Stack', { propertyInjectors: injectors });
  const connection = Connection.fromConnectionArn(stack, 'Connection', arnOf('connection/1'));
  new AvailableConnection(stack, 'Ready', { connection });
  expect(seen.sort()).toEqual(injectors.map(({ constructUniqueId }) => constructUniqueId).sort());
  Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
});

test('another role by property injection is refused: it would not have the permissions of the function', () => {
  const injector = {
    constructUniqueId: LambdaFunction.PROPERTY_INJECTION_ID,
    inject: (props: object, { scope }: InjectionContext) => ({
      ...props,
      role: Role.fromRoleArn(scope as Construct, 'Own', 'arn:aws:iam::123456789012:role/own'),
    }),
  };
  const stack = new Stack(new App(), 'Stack', { propertyInjectors: [injector] });
  const connection = Connection.fromConnectionArn(stack, 'Connection', arnOf('connection/1'));
  expect(() => new AvailableConnection(stack, 'Ready', { connection })).toThrow(
    expect.objectContaining({ name: 'FUNCTION_WITH_OTHER_ROLE' }),
  );
});

test('the report of Role.customizeRoles has all permissions of a Git sync role', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/One': 'one', 'Stack/Two': 'two' } });
  const operations = Role.fromRoleArn(stack, 'Operations', 'arn:aws:iam::123456789012:role/operations');
  new GitSyncRole(stack, 'One', { stackName: 'one', stackPermissions: StackPermissions.operationsRole(operations) });
  const statements = [new PolicyStatement({ actions: ['s3:CreateBucket'], resources: ['*'] })];
  new GitSyncRole(stack, 'Two', { stackName: 'two', stackPermissions: StackPermissions.gitSyncRole({ statements }) });
  const report = readFileSync(join(app.synth().directory, 'iam-policy-report.json'), 'utf8');
  for (const action of ['cloudformation:ExecuteChangeSet', 'iam:PassRole', 's3:CreateBucket']) {
    expect(report).toContain(action);
  }
});

test('a monitor with a precreated role and a central event bus gets a warning: the bus accepts roles under a path', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Monitor/Poll/Role': 'monitor' } });
  const central = 'arn:aws:events:eu-west-1:210987654321:event-bus/central';
  new SyncMonitor(stack, 'Monitor', { centralEventBus: EventBus.fromEventBusArn(stack, 'Central', central) });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('accepts events of roles under the path'));
});
