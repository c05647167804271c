import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ErrorCode, mixins } from '../../src';
import { codeOf, newStack, only } from '../fixtures';
import { accessIn, at, projectIn, variablesOf } from '../integrations/code-build/git-access-fixtures';

const mixinIn = (stack: Stack, repositories = ['my-org/lib']) =>
  new mixins.BuildGitAccess({ connection: at(stack), repositories });

test('does for a project of others what the construct does, once', () => {
  const stack = newStack();
  const project = projectIn(stack, { environmentVariables: { STAGE: { value: 'prod' } } });
  const mixin = mixinIn(stack);
  project.with(mixin, mixin, mixinIn(stack));
  const other = newStack();
  accessIn(other).addToProject(projectIn(other, { environmentVariables: { STAGE: { value: 'prod' } } }));
  expect(Template.fromStack(stack).toJSON()).toEqual(Template.fromStack(other).toJSON());
});

test('takes an L1 with the variables that an escape hatch has set, and its role', () => {
  const stack = newStack();
  const role = new iam.CfnRole(stack, 'Role', { path: '/builds/', assumeRolePolicyDocument: {} });
  const project = new codebuild.CfnProject(stack, 'L1', {
    source: { type: 'NO_SOURCE', buildSpec: '{}' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      computeType: 'BUILD_GENERAL1_SMALL',
      image: 'aws/codebuild/standard:7.0',
    },
    serviceRole: role.attrArn,
  });
  project.addPropertyOverride('Environment.EnvironmentVariables', [{ Name: 'STAGE', Value: 'prod' }]);
  stack.with(mixinIn(stack));
  expect(variablesOf(stack)).toMatchObject({ STAGE: 'prod', GIT_CONFIG_COUNT: '8' });
  expect(only(stack, 'AWS::IAM::Policy').Properties).toMatchObject({ Roles: [{ Ref: 'Role' }] });
});

test('refuses an L1 whose variables are known at deployment only', () => {
  const stack = newStack();
  const project = projectIn(stack).node.defaultChild as codebuild.CfnProject;
  project.addPropertyOverride('Environment.EnvironmentVariables', { 'Fn::If': ['C', [], []] });
  expect(codeOf(() => project.with(mixinIn(stack)))).toBe(ErrorCode.INVALID_GIT_ACCESS);
});

test('warns when it was applied to nothing', () => {
  const stack = newStack();
  codebuild.Project.fromProjectName(stack, 'Import', 'app').with(mixinIn(stack));
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('BuildGitAccess was applied to nothing'));
});

test.each([true, false])(
  'in an aspect of an L1, with aspectStabilization %s, it works or there is a warning',
  (flag) => {
    const stack = new Stack(new App({ context: { '@aws-cdk/core:aspectStabilization': flag } }), 'Stack');
    const mixin = mixinIn(stack);
    const project = projectIn(stack);
    Aspects.of(stack).add({ visit: (node) => void (node === project.node.defaultChild && node.with(mixin)) });
    expect(variablesOf(stack).GIT_CONFIG_COUNT).toBe(flag ? '8' : undefined);
    const ignored = Match.stringLikeRegexp('will not be applied');
    expect(Annotations.fromStack(stack).findWarning('*', ignored)).toHaveLength(flag ? 0 : 1);
  },
);

test('checks its props', () => {
  expect(codeOf(() => mixinIn(new Stack(new App(), 'S'), ['my-org']))).toBe(ErrorCode.INVALID_GIT_ACCESS);
});
