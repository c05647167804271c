process.env.CDK_VALIDATION = 'false';

import { App, Aws, CfnParameter } from 'aws-cdk-lib';
import { ACCOUNT, arnOf, link, OTHER_ACCOUNT, validatedStack, violations, waiter } from '../fixtures';

test('Git sync cannot use a connection that another account shares', () => {
  const stack = validatedStack();
  const shared = arnOf(OTHER_ACCOUNT);
  link(stack, 'Direct', shared);
  link(stack, 'Waiting', waiter(stack, 'Waiter', shared).getAtt('ConnectionArn').toString());
  const resource = 'connection';
  link(stack, 'Formatted', stack.formatArn({ service: 'codeconnections', account: OTHER_ACCOUNT, resource }));
  expect(violations(stack)).toEqual([
    `[Stack/Direct] Git sync cannot use a connection that another account shares, got a connection of account ${OTHER_ACCOUNT} in a stack of account ${ACCOUNT}; create a connection in the account of the stack, and use that`,
    expect.stringContaining('[Stack/Waiting] Git sync cannot use a connection that another account shares'),
    expect.stringContaining('[Stack/Formatted] Git sync cannot use a connection that another account shares'),
  ]);
});

test('Git sync may use an imported connection of its own account, or of an unknown account', () => {
  const app = new App();
  const stack = validatedStack(app, 'A');
  link(stack, 'Own', arnOf(ACCOUNT));
  link(stack, 'Pseudo', arnOf(Aws.ACCOUNT_ID));
  link(stack, 'Parameter', new CfnParameter(stack, 'Arn').valueAsString);
  link(validatedStack(app, 'B', {}), 'Link', arnOf(OTHER_ACCOUNT));
  expect(violations(app)).toEqual([]);
});
