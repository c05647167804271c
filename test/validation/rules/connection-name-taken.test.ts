process.env.CDK_VALIDATION = 'false';

import { App, Aws, CfnCondition, CfnParameter, NestedStack, Stage } from 'aws-cdk-lib';
import { Connection, ProviderType } from '../../../src';
import { connectionNameTaken as rule } from '../../../src/validation/rules/connection-name-taken';
import { ACCOUNT, CONNECTIONS, connection, ENV, errors, OTHER_ACCOUNT, validatedStack, violations } from '../fixtures';

test.each(CONNECTIONS)('two connections cannot have one name: %s', (_, L1) => {
  const stack = validatedStack();
  connection(stack, 'A').connectionName = 'platform';
  new L1(stack, 'B', { connectionName: 'platform', providerType: 'GitHub' });
  expect(violations(stack)).toEqual([
    "[Stack/B] a name can have only one connection in an account, and 'Stack/A' already has 'platform'; give the connection that does not exist yet another name, or use the one that exists",
  ]);
});

test('a name is taken in all Regions of an account, and in nested stacks', () => {
  const app = new App();
  const stack = validatedStack(app, 'A');
  connection(stack, 'One');
  connection(validatedStack(app, 'B', { env: { ...ENV, region: 'us-east-1' } }), 'One');
  connection(new NestedStack(stack, 'Nested'), 'One');
  connection(validatedStack(app, 'C', { env: { account: ACCOUNT } }), 'One');
  expect(
    violations(app, rule)
      .map((text) => text.split(' ')[0])
      .sort(),
  ).toEqual(['[A/Nested/One]', '[B/One]', '[C/One]']);
});

test('a name that is one token is taken, too', () => {
  const stack = validatedStack(new App(), 'Stack', {});
  const connectionName = new CfnParameter(stack, 'Name').valueAsString;
  for (const id of ['A', 'B']) new Connection(stack, id, { connectionName, providerType: ProviderType.GITHUB });
  expect(errors(stack)).toEqual([
    expect.stringContaining(
      "[Stack/B] [CONNECTION_NAME_TAKEN] a name can have only one connection in an account, and 'Stack/A' already has the same one",
    ),
  ]);
});

test('a name is free in another account, another Stage, an unknown account, and under a condition', () => {
  const app = new App();
  connection(validatedStack(app, 'A'), 'One');
  connection(validatedStack(app, 'B', { env: { ...ENV, account: OTHER_ACCOUNT } }), 'One');
  connection(validatedStack(new Stage(app, 'Stage'), 'C'), 'One');
  connection(validatedStack(app, 'D', {}), 'One');
  connection(validatedStack(app, 'E', {}), 'One');
  const stack = validatedStack(app, 'F');
  connection(stack, 'One').cfnOptions.condition = new CfnCondition(stack, 'Is');
  connection(stack, 'Two');
  expect(violations(app)).toEqual([]);
});

test('generated names are not taken', () => {
  const app = new App();
  for (const id of ['A', 'B']) new Connection(validatedStack(app, id), 'GitHub', { providerType: ProviderType.GITHUB });
  expect(violations(app)).toEqual([]);
});

test('a name with the account of the stack is that with its number', () => {
  const stack = validatedStack();
  connection(stack, 'A').connectionName = `platform-${ACCOUNT}`;
  connection(stack, 'B').connectionName = `platform-${Aws.ACCOUNT_ID}`;
  expect(violations(stack, rule)).toHaveLength(1);
});
