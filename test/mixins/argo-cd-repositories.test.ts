import { App, Stack as CdkStack, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnCapability, type CfnCapabilityProps } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ArgoCdCapabilityRole, AvailableConnection, mixins, ProviderType } from '../../src';
import { ACCOUNT, both, codeOf, newRole, newStack, only, token } from '../fixtures';
import { CONNECTION_ARN, connectionIn, IN_VAIN } from './fixtures';

const repositories = ['my-org/gitops'];

const capabilityIn = (stack: Stack, props: Partial<CfnCapabilityProps> = {}) =>
  new CfnCapability(stack, 'Capability', {
    clusterName: 'cluster',
    capabilityName: 'argo-cd',
    deletePropagationPolicy: 'RETAIN',
    type: 'ARGOCD',
    roleArn: newRole(stack).roleArn,
    ...props,
  });
const argoCd = (stack: Stack) => new mixins.ArgoCdRepositories({ connection: connectionIn(stack), repositories });
const policiesIn = (stack: Stack) => Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));

const restrictions = (prefix: string) => ({
  [`${prefix}:FullRepositoryId`]: repositories,
  [`${prefix}:ProviderPermissionsRequired`]: ['read_only'],
});
const STATEMENTS = [
  ...['codeconnections', 'codestar-connections'].map((prefix) => ({
    Effect: 'Allow',
    Action: `${prefix}:UseConnection`,
    Resource: CONNECTION_ARN,
    Condition: { StringEqualsIfExists: restrictions(prefix) },
  })),
  { Effect: 'Allow', Action: both('GetConnection'), Resource: CONNECTION_ARN },
];

test('allows the role of a capability to read the repositories, before the capability is created, once', () => {
  const stack = newStack();
  const mixin = argoCd(stack);
  capabilityIn(stack).with(mixin);
  stack.with(mixin);
  const [[id, policy] = ['', undefined], ...others] = policiesIn(stack);
  expect(others).toEqual([]);
  expect(policy?.Properties.PolicyDocument.Statement).toEqual(STATEMENTS);
  const { DependsOn, Properties } = only(stack, 'AWS::EKS::Capability');
  expect(DependsOn).toContain(id);
  expect(Object.keys(Properties)).toEqual(
    expect.arrayContaining(['ClusterName', 'CapabilityName', 'DeletePropagationPolicy', 'Type', 'RoleArn']),
  );
});

test.each<[string, (stack: Stack) => string, unknown]>([
  [
    'an L1',
    (stack) => new iam.CfnRole(stack, 'R', { path: '/x/', assumeRolePolicyDocument: {} }).attrArn,
    { Ref: 'R' },
  ],
  ['another role by its ARN', () => `arn:aws:iam::${ACCOUNT}:role/argo-cd`, 'argo-cd'],
])('the role is %s', (_, roleArn, expected) => {
  const stack = newStack();
  capabilityIn(stack, { roleArn: roleArn(stack) }).with(argoCd(stack));
  expect(policiesIn(stack).map(([, { Properties }]) => Properties.Roles)).toEqual([[expected]]);
});

test('the type may be known only at deployment', () => {
  const stack = newStack();
  capabilityIn(stack, { type: token(stack) }).with(argoCd(stack));
  expect(policiesIn(stack)).toHaveLength(1);
});

test('a capability with an ArgoCdCapabilityRole may read over another connection, too', () => {
  const stack = newStack();
  const connection = connectionIn(stack);
  const { roleArn } = new ArgoCdCapabilityRole(stack, 'ArgoCd', { connection, repositories });
  capabilityIn(stack, { roleArn }).with(new mixins.ArgoCdRepositories({ connection, repositories: ['my-org/charts'] }));
  expect(policiesIn(stack)).toHaveLength(1);
});

test('the capability is created after the handshake', () => {
  const stack = newStack();
  const connection = new AvailableConnection(stack, 'Ready', { connection: connectionIn(stack) });
  capabilityIn(stack).with(new mixins.ArgoCdRepositories({ connection, repositories }));
  const [wait] = Object.keys(Template.fromStack(stack).findResources('Custom::CodeConnectionsAvailableConnection'));
  const ofRole = policiesIn(stack).filter(([, policy]) => JSON.stringify(policy).includes(`"${wait}","ConnectionArn"`));
  expect(only(stack, 'AWS::EKS::Capability').DependsOn).toContain(ofRole[0]?.[0]);
});

test.each(['ACK', 'KRO'])('a capability of the type %s is left alone, with a warning', (type) => {
  const stack = newStack();
  capabilityIn(stack, { type }).with(argoCd(stack));
  expect(policiesIn(stack)).toEqual([]);
  Annotations.fromStack(stack).hasWarning('/Stack/Capability', IN_VAIN);
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('no AWS::EKS::Capability of the type ARGOCD'));
});

test('a role that takes no permissions gets a warning', () => {
  const stack = newStack();
  capabilityIn(stack, { roleArn: `arn:aws:iam::210987654321:role/argo-cd` }).with(argoCd(stack));
  expect(policiesIn(stack)).toEqual([]);
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('UseConnection.*roleTakesNoPermissions'));
});

test('is in the report of a role that is not to be made', () => {
  const app = new App();
  const stack = new CdkStack(app, 'Stack');
  iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Role': 'argo-cd' } });
  capabilityIn(stack).with(argoCd(stack));
  const report = JSON.stringify(require(`${app.synth().directory}/iam-policy-report.json`));
  for (const action of ['UseConnection', 'GetConnection']) expect(report).toContain(`codestar-connections:${action}`);
});

test('bad input is refused', () => {
  const stack = newStack();
  const connection = connectionIn(stack, CONNECTION_ARN, ProviderType.AZURE_DEVOPS);
  const capability = capabilityIn(stack);
  const make = (props: object) => () => new mixins.ArgoCdRepositories(props as never);
  const apply = (props: object) => () => void capability.with(make(props)());
  expect(codeOf(make({ connection, repositories }))).toBe('UNSUPPORTED_PROVIDER');
  expect(codeOf(make({ connection: 'arn', repositories }))).toBe('UNEXPECTED_TYPE');
  const inMilan = connectionIn(newStack(), CONNECTION_ARN.replace('eu-west-1', 'eu-south-1'));
  expect(codeOf(apply({ connection: inMilan, repositories }))).toBe('CONNECTION_OF_OTHER_REGION');
});
