process.env.CDK_VALIDATION = 'false';

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { attachStageValidator } from '../../src/validation';
import { RULES } from '../../src/validation/rules';
import { ACCOUNT, arnOf, connection, host, link, OTHER_ACCOUNT, sync, validatedStack, violations } from './fixtures';

afterEach(() => jest.restoreAllMocks());

test('all violations of a Stage are reported at once', () => {
  const app = new App();
  connection(validatedStack(app, 'A'), 'Enterprise', 'GitHubEnterpriseServer');
  host(validatedStack(app, 'B'), 'Host', { providerType: 'GitHub' });
  link(validatedStack(app, 'C'), 'Link', arnOf(OTHER_ACCOUNT));
  expect(violations(app).map((violation) => violation.split(' ')[0])).toEqual([
    '[A/Enterprise]',
    '[B/Host]',
    '[C/Link]',
  ]);
});

test('there is one validator for each Stage', () => {
  const app = new App();
  const stage = new Stage(app, 'Prod');
  const stacks = [validatedStack(app, 'A'), validatedStack(app, 'B'), validatedStack(stage, 'C')];
  const added = jest.spyOn(Object.getPrototypeOf(app.node), 'addValidation');
  for (const stack of stacks) attachStageValidator(connection(stack, stack.node.id));
  expect(added).not.toHaveBeenCalled();
  connection(stacks[2], 'Enterprise', 'GitHubEnterpriseServer');
  expect(violations(app)).toEqual([expect.stringContaining('[Prod/C/Enterprise]')]);
});

test('a stack without an app is validated too', () => {
  const stack = new Stack();
  attachStageValidator(connection(stack, 'Enterprise', 'GitHubEnterpriseServer'));
  expect(violations(stack)).toEqual([expect.stringContaining('/Enterprise] a connection to')]);
});

test('the tree of a large app is walked only once', () => {
  const stack = validatedStack(new App({ context: { '@aws-cdk/core:stackResourceLimit': 0 } }));
  for (let i = 0; i < 500; i++) sync(stack, `S${i}`, link(stack, `L${i}`, arnOf(ACCOUNT)).attrRepositoryLinkId);
  const constructs = stack.node.root.node.findAll().length;
  const children = jest.spyOn(Object.getPrototypeOf(stack.node), 'children', 'get');
  expect(stack.node.root.node.validate()).toEqual([]);
  expect(children).toHaveBeenCalledTimes(constructs);
});

test('each rule has a file, a test, and an id of its own', () => {
  const filesIn = (...path: string[]) => readdirSync(join(__dirname, ...path)).sort();
  const files = filesIn('..', '..', 'src', 'validation', 'rules').filter((file) => file !== 'index.ts');
  expect(files).toHaveLength(RULES.length);
  expect(filesIn('rules')).toEqual(files.map((file) => file.replace('.ts', '.test.ts')));
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});

test('a rule has an id to acknowledge its warnings by, and its code is the id in another spelling', () => {
  for (const { id, error } of RULES) {
    expect(id).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
    if (error) expect(error).toBe(id.replaceAll(/[A-Z]/g, '_$&').toUpperCase());
  }
});
