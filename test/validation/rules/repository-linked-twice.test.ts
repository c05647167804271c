process.env.CDK_VALIDATION = 'false';

import { App, Aws, CfnCondition, CfnParameter, Fn, type Stack, Stage } from 'aws-cdk-lib';
import { CfnRepositoryLink } from 'aws-cdk-lib/aws-codestarconnections';
import type { Construct } from 'constructs';
import { Connection, ProviderType, RepositoryLink } from '../../../src';
import { repositoryLinkedTwice as rule } from '../../../src/validation/rules/repository-linked-twice';
import {
  ACCOUNT,
  arnOf,
  connection,
  ENV,
  errors,
  OTHER_ACCOUNT,
  validatedStack,
  violations,
  waiter,
} from '../fixtures';

const link = (scope: Construct, id: string, connectionArn: string, repositoryName = 'infra', ownerId = 'octo') =>
  new CfnRepositoryLink(scope, id, { connectionArn, ownerId, repositoryName });

const paths = (scope: Construct) => violations(scope, rule).map((text) => text.split(' ')[0]);

test('a repository cannot have two links', () => {
  const stack = validatedStack();
  link(stack, 'One', arnOf(ACCOUNT));
  link(stack, 'Two', arnOf(ACCOUNT));
  link(stack, 'Other', arnOf(ACCOUNT), 'app');
  expect(violations(stack)).toEqual([
    "[Stack/Two] a repository can have only one link in an account and Region, and 'Stack/One' is already for this repository; use that link for both",
  ]);
});

test('two connections to one provider in the cloud reach the same repository', () => {
  const app = new App();
  const stack = validatedStack(app, 'A');
  link(stack, 'One', waiter(stack, 'Ready', connection(stack, 'First').ref).ref);
  const other = validatedStack(app, 'B');
  link(other, 'Two', connection(other, 'Second').ref);
  link(other, 'Elsewhere', connection(other, 'GitLab', 'GitLab').ref);
  expect(paths(app)).toEqual(['[B/Two]']);
});

test('a connection is the same through a wait, and imported connections by their ARN or their provider', () => {
  const stack = validatedStack();
  const gitlab = connection(stack, 'GitLab', 'GitLabSelfManaged');
  link(stack, 'Direct', gitlab.ref);
  link(stack, 'Waiting', waiter(stack, 'Ready', gitlab.attrConnectionArn).getAtt('ConnectionArn').toString());
  const importedAs = (id: string, arn: string) =>
    Connection.fromConnectionAttributes(stack, id, { connectionArn: arn, providerType: ProviderType.GITHUB });
  for (const [id, arn] of [
    ['A', arnOf(ACCOUNT)],
    ['B', `${arnOf(ACCOUNT)}b`],
  ] as const) {
    new RepositoryLink(stack, `Link${id}`, {
      connection: importedAs(id, arn),
      ownerId: 'octo',
      repositoryName: 'infra',
    });
  }
  expect(paths(stack).sort()).toEqual(['[Stack/LinkB]', '[Stack/Waiting]']);
});

test('two links of constructs of this library are refused', () => {
  const stack = validatedStack();
  const github = Connection.fromConnectionArn(stack, 'GitHub', arnOf(ACCOUNT));
  for (const id of ['A', 'B']) new RepositoryLink(stack, id, { connection: github, ownerId: 'o', repositoryName: 'r' });
  expect(errors(stack)).toEqual([expect.stringContaining('[Stack/B] [REPOSITORY_LINKED_TWICE] a repository can')]);
});

test.each<[string, (stack: Stack) => [string, string]]>([
  ['a parameter', (stack) => [new CfnParameter(stack, 'P').valueAsString, Fn.ref('P')]],
  [
    'a text with a parameter',
    (stack) => [`a-${new CfnParameter(stack, 'P').valueAsString}`, Fn.join('', ['a-', Fn.ref('P')])],
  ],
  ['the Region', () => [ENV.region, Aws.REGION]],
])('names are compared by value: %s', (_, names) => {
  const stack = validatedStack();
  const [one, two] = names(stack);
  link(stack, 'One', arnOf(ACCOUNT), one);
  link(stack, 'Two', arnOf(ACCOUNT), two);
  expect(paths(stack)).toEqual(['[Stack/Two]']);
});

test('a repository may have links in other accounts, Regions, Stages, at other installations, and under conditions', () => {
  const app = new App();
  link(validatedStack(app, 'A'), 'Link', arnOf(ACCOUNT));
  link(validatedStack(app, 'B', { env: { ...ENV, region: 'us-east-1' } }), 'Link', arnOf(ACCOUNT));
  link(validatedStack(app, 'C', { env: { ...ENV, account: OTHER_ACCOUNT } }), 'Link', arnOf(ACCOUNT));
  link(validatedStack(new Stage(app, 'Stage'), 'D'), 'Link', arnOf(ACCOUNT));
  const stack = validatedStack(app, 'E');
  for (const id of ['One', 'Two']) {
    link(stack, `Link${id}`, connection(stack, id, 'GitLabSelfManaged').ref);
  }
  link(stack, 'Conditional', arnOf(ACCOUNT)).cfnOptions.condition = new CfnCondition(stack, 'Is');
  expect(paths(app)).toEqual([]);
});
