import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AvailableConnection, Connection, TargetStack } from '../../src';
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
