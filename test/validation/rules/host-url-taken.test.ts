process.env.CDK_VALIDATION = 'false';

import { App, Aws, CfnCondition, NestedStack, Stage } from 'aws-cdk-lib';
import { hostUrlTaken as rule } from '../../../src/validation/rules/host-url-taken';
import { ACCOUNT, ENV, found, host, OTHER_ACCOUNT, validatedStack, violations } from '../fixtures';

test.each([
  'https://git.example.com',
  'https://git.example.com/',
  'HTTPS://Git.Example.COM',
  'https://git.example.com:443/',
])('hosts cannot share a URL, spelled %s', (providerEndpoint) => {
  const stack = validatedStack();
  host(stack, 'A', { providerEndpoint: 'https://git.example.com' });
  host(stack, 'B', { providerEndpoint });
  expect(violations(stack)).toEqual([
    `[Stack/B] a URL can have only one host in an account and Region, and 'Stack/A' already has '${providerEndpoint}'; use that host, or change the URL`,
  ]);
});

test.each(['https://git.example.com:8443', 'https://git2.example.com', 'https://git.example.com/two', 'not a URL'])(
  'hosts may have different URLs: %s',
  (providerEndpoint) => {
    const stack = validatedStack();
    host(stack, 'A', { providerEndpoint: 'https://git.example.com' });
    host(stack, 'B', { providerEndpoint });
    expect(violations(stack)).toEqual([]);
  },
);

test('hosts may share a URL across accounts, Regions, Stages, and stacks whose environment is not known', () => {
  const app = new App();
  host(validatedStack(app, 'A'));
  host(validatedStack(app, 'B', { env: { account: OTHER_ACCOUNT, region: ENV.region } }));
  host(validatedStack(app, 'C', { env: { account: ACCOUNT, region: 'us-east-1' } }));
  host(validatedStack(app, 'D', {}));
  host(validatedStack(app, 'E', {}));
  host(validatedStack(new Stage(app, 'Stage'), 'F'));
  expect(violations(app)).toEqual([]);
});

test('hosts cannot share a URL across the nested stacks of a stack whose environment is not known', () => {
  const stack = validatedStack(new App(), 'Stack', {});
  host(stack, 'A', { providerEndpoint: 'https://git.example.com' });
  host(new NestedStack(stack, 'Nested'), 'B', { providerEndpoint: 'https://git.example.com' });
  expect(violations(stack)).toEqual([expect.stringContaining("'Stack/A' already has 'https://git.example.com'")]);
});

test('hosts cannot share a URL across stacks of one account and Region', () => {
  const app = new App();
  host(validatedStack(app, 'A'));
  host(validatedStack(app, 'B'));
  expect(found(rule, app)).toEqual(['B/Host']);
});

test('hosts may share a URL if conditions decide which of them is created', () => {
  const stack = validatedStack();
  for (const id of ['A', 'B']) {
    const props = { providerEndpoint: 'https://git.example.com' };
    host(stack, id, props).cfnOptions.condition = new CfnCondition(stack, `Is${id}`);
  }
  expect(found(rule, stack)).toEqual([]);
});

test('a URL with a token of the CDK is that with its value', () => {
  const stack = validatedStack();
  host(stack, 'A', { providerEndpoint: `https://${ENV.region}.example.com` });
  host(stack, 'B', { providerEndpoint: `https://${Aws.REGION}.example.com/` });
  expect(found(rule, stack)).toHaveLength(1);
});
