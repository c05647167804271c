process.env.CDK_VALIDATION = 'false';

import { App, type Stack, Tags } from 'aws-cdk-lib';
import { CfnProject } from 'aws-cdk-lib/aws-sagemaker';
import { AvailableConnection, Connection, type IConnection, mixins, ProviderType } from '../../../src';
import { connectionWithoutSageMakerTag } from '../../../src/validation/rules/connection-without-sage-maker-tag';
import { token } from '../../fixtures';
import { ACCOUNT, arnOf, CONNECTIONS, ENV, validatedStack, violations } from '../fixtures';

const PROJECTS: [name: string, make: (stack: Stack, value: string) => CfnProject][] = [
  [
    'a template',
    (stack, value) =>
      new CfnProject(stack, 'Project', {
        projectName: 'p',
        templateProviderDetails: [
          {
            cfnTemplateProviderDetail: {
              templateName: 't',
              templateUrl: 'https://example.com/t.yaml',
              parameters: [
                { key: 'Branch', value: 'main' },
                { key: 'Connection', value },
              ],
            },
          },
        ],
      }),
  ],
  [
    'a product',
    (stack, value) =>
      new CfnProject(stack, 'Project', {
        projectName: 'p',
        serviceCatalogProvisioningDetails: {
          ProductId: 'prod-1',
          ProvisioningParameters: [{ Key: 'Connection', Value: value }],
        },
      }),
  ],
];
const [, make] = PROJECTS[0] as (typeof PROJECTS)[number];
const newConnection = (stack: Stack, tags?: Record<string, string>) =>
  new Connection(stack, 'C', { connectionName: 'c', providerType: ProviderType.GITHUB, ...(tags && { tags }) });
const found = (stack: Stack) => violations(stack, connectionWithoutSageMakerTag);
const WARNED =
  "[Stack/Project] the roles of SageMaker AI may not use the connection 'Stack/C', which this project gets, because it has no tag 'sagemaker' with the value 'true'; apply mixins.SageMakerProjectAccess to the connection, or add the tag 'sagemaker' with the value 'true' to it, which does not replace it";

describe.each(PROJECTS)('a project of %s', (_, projectOf) => {
  test.each<[string, (stack: Stack) => IConnection]>([
    ['directly', (stack) => newConnection(stack)],
    ['through a wait', (stack) => new AvailableConnection(stack, 'Ready', { connection: newConnection(stack) })],
  ])('that gets a connection without the tag %s is warned of', (_name, connection) => {
    const stack = validatedStack();
    projectOf(stack, connection(stack).connectionArn);
    expect(found(stack)).toEqual([WARNED]);
  });

  test('that gets no connection of the app is not warned of', () => {
    const stack = validatedStack();
    newConnection(stack);
    projectOf(stack, arnOf(ACCOUNT));
    expect(found(stack)).toEqual([]);
  });
});

test.each(CONNECTIONS)('the tag of a %s counts', (_, L1) => {
  for (const tagged of [false, true]) {
    const stack = validatedStack();
    const connection = new L1(stack, 'C', { connectionName: 'c', providerType: 'GitHub' });
    if (tagged) connection.with(new mixins.SageMakerProjectAccess());
    make(stack, connection.attrConnectionArn);
    expect(found(stack)).toEqual(tagged ? [] : [WARNED]);
  }
});

test.each<[string, (stack: Stack) => Connection]>([
  ['as a prop', (stack) => newConnection(stack, { sagemaker: 'true' })],
  ['as a prop, in capitals', (stack) => newConnection(stack, { sagemaker: 'True' })],
  ['as a prop that is a token', (stack) => newConnection(stack, { sagemaker: token(stack) })],
  [
    'by CDK',
    (stack) => {
      Tags.of(stack).add('sagemaker', 'true');
      return newConnection(stack);
    },
  ],
  [
    'by an escape hatch',
    (stack) => {
      const connection = newConnection(stack);
      const resource = connection.node.defaultChild as unknown as {
        addPropertyOverride(path: string, x: unknown): void;
      };
      resource.addPropertyOverride('Tags', [{ Key: 'sagemaker', Value: 'true' }]);
      return connection;
    },
  ],
])('the tag may be given %s', (_, connection) => {
  const stack = validatedStack();
  make(stack, connection(stack).connectionArn);
  expect(found(stack)).toEqual([]);
});

test('the tag may be one of the stack', () => {
  const stack = validatedStack(new App(), 'Stack', { env: ENV, tags: { sagemaker: 'true' } });
  make(stack, newConnection(stack).connectionArn);
  expect(found(stack)).toEqual([]);
});

test.each([{ sagemaker: 'false' }, { SageMaker: 'true' }, {}])('other tags do not count: %j', (tags) => {
  const stack = validatedStack();
  make(stack, newConnection(stack, tags as Record<string, string>).connectionArn);
  expect(found(stack)).toEqual([WARNED]);
});
