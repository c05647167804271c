process.env.CDK_VALIDATION = 'false';

import { App, CfnCondition, CfnParameter } from 'aws-cdk-lib';
import { ENV, sync, validatedStack, violations } from '../fixtures';

test('a stack cannot have two sync configurations', () => {
  const app = new App();
  sync(validatedStack(app, 'A'), 'Sync', 'link-1', 'main', 'prod');
  const stack = validatedStack(app, 'B');
  sync(stack, 'Sync', 'link-2', 'main', 'prod');
  const parameter = new CfnParameter(stack, 'StackName').valueAsString;
  sync(stack, 'One', 'link-2', 'main', parameter);
  sync(stack, 'Two', 'link-2', 'main', parameter);
  expect(violations(app)).toEqual([
    "[B/Sync] a stack can have only one sync configuration, and 'A/Sync' is already for the stack 'prod'; remove one of the two, or change the stack name of one",
    "[B/Two] a stack can have only one sync configuration, and 'B/One' is already for the same stack; remove one of the two, or change the stack name of one",
  ]);
});

test('there may be sync configurations for stacks of the same name in different accounts, Regions and conditions', () => {
  const app = new App();
  const environments = [
    { env: ENV },
    { env: { ...ENV, region: 'us-east-1' } },
    { env: { ...ENV, account: '3' } },
    {},
    {},
  ];
  environments.forEach((props, i) => {
    sync(validatedStack(app, `S${i}`, props), 'Sync', 'link', 'main', 'prod');
  });
  const stack = validatedStack(app);
  for (const id of ['A', 'B']) {
    sync(stack, id, 'link', 'main', 'prod').cfnOptions.condition = new CfnCondition(stack, `Is${id}`);
  }
  expect(violations(app)).toEqual([]);
});
