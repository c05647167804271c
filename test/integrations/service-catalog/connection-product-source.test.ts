import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  CfnCloudFormationProduct,
  CloudFormationProduct,
  CloudFormationTemplate,
} from 'aws-cdk-lib/aws-servicecatalog';
import {
  AvailableConnection,
  Connection,
  ConnectionProductSource,
  type ConnectionProductSourceProps,
  mixins,
  ProviderType,
} from '../../../src';
import { arnOf, codeOf, newStack, only, token, UUID } from '../../fixtures';
import { CONNECTIONS, stackIn } from '../fixtures';

const ARN = arnOf(`connection/${UUID}`, 'codestar-connections');

const connectionIn = (stack: Stack, providerType = ProviderType.GITHUB, connectionArn = ARN) =>
  Connection.fromConnectionAttributes(stack, 'Git', { connectionArn, providerType });
const productIn = (stack: Stack, props: Partial<ConnectionProductSourceProps> = {}) =>
  new CfnCloudFormationProduct(stack, 'Product', {
    name: 'bucket',
    owner: 'platform',
    sourceConnection: ConnectionProductSource.fromConnection({
      connection: props.connection ?? connectionIn(stack),
      repository: 'my-org/products',
      branch: 'main',
      artifactPath: 'products/bucket.yaml',
      ...props,
    }),
  });
const TYPE = 'AWS::ServiceCatalog::CloudFormationProduct';
const sourceOf = (ConnectionArn: unknown) => ({
  Type: 'CODESTAR',
  ConnectionParameters: {
    CodeStar: { ConnectionArn, Repository: 'my-org/products', Branch: 'main', ArtifactPath: 'products/bucket.yaml' },
  },
});

test.each(Object.entries(CONNECTIONS))('the source of a product is in a repository over %s', (_, make) => {
  const stack = stackIn();
  const connection = make(stack);
  productIn(stack, { connection });
  const arn = stack.resolve(connection.connectionRef.connectionArn);
  expect(only(stack, TYPE).Properties).toEqual({
    Name: 'bucket',
    Owner: 'platform',
    SourceConnection: sourceOf(arn),
  });
});

test('coverage-roadmap#1896, terraform-provider-aws#33211: a product of the CDK has versions, but no repository', () => {
  const stock = (stack: Stack) =>
    new CloudFormationProduct(stack, 'Product', {
      productName: 'bucket',
      owner: 'platform',
      productVersions: [{ cloudFormationTemplate: CloudFormationTemplate.fromUrl('https://example.com/bucket.yaml') }],
      ...{ sourceConnection: sourceOf(ARN) },
    });
  const alone = stackIn();
  stock(alone);
  expect(only(alone, TYPE).Properties).not.toHaveProperty('SourceConnection');

  const stack = stackIn();
  const source = { repository: 'my-org/products', branch: 'main', artifactPath: 'products/bucket.yaml' };
  stock(stack).with(new mixins.ProductSource({ connection: connectionIn(stack), ...source }));
  expect(only(stack, TYPE).Properties.SourceConnection).toEqual(sourceOf(ARN));
});

test('the product is created after the handshake', () => {
  const stack = newStack();
  const connection = new AvailableConnection(stack, 'Ready', { connection: connectionIn(stack) });
  productIn(stack, { connection });
  const [wait] = Object.keys(Template.fromStack(stack).findResources('Custom::CodeConnectionsAvailableConnection'));
  expect(only(stack, TYPE).Properties.SourceConnection).toEqual(sourceOf({ 'Fn::GetAtt': [wait, 'ConnectionArn'] }));
});

test.each(['repository', 'branch', 'artifactPath'])('%s may be known only at deployment', (name) => {
  const stack = newStack();
  productIn(stack, { [name]: token(stack) });
  expect(JSON.stringify(only(stack, TYPE))).toContain('{"Ref":"Parameter"}');
});

describe('bad input', () => {
  test.each<[keyof ConnectionProductSourceProps, string]>([
    ['repository', 'my-org'],
    ['repository', 'https://github.com/my-org/products'],
    ['repository', 'a/b/c'],
    ['repository', `my-org/${'x'.repeat(94)}`],
    ['branch', 'refs/heads/main'],
    ['branch', 'release/*'],
    ['branch', ''],
    ['branch', 'x'.repeat(251)],
    ['artifactPath', '/products/bucket.yaml'],
    ['artifactPath', '../bucket.yaml'],
    ['artifactPath', ''],
    ['artifactPath', 'x'.repeat(4097)],
  ])('%s cannot be %j', (name, value) => {
    expect(codeOf(() => productIn(newStack(), { [name]: value }))).toBe('INVALID_PRODUCT_SOURCE');
  });

  test.each([ProviderType.GITLAB, ProviderType.GITLAB_SELF_MANAGED, ProviderType.AZURE_DEVOPS])(
    'a connection to $value is refused',
    (provider) => {
      const stack = newStack();
      expect(() => productIn(stack, { connection: connectionIn(stack, provider) })).toThrow(
        /\[UNSUPPORTED_PROVIDER\] Service Catalog supports connections to Bitbucket, GitHub, GitHubEnterpriseServer, got/,
      );
    },
  );

  test('a connection of an opt-in Region is refused when the product elsewhere is synthesised', () => {
    const stack = newStack();
    const connection = connectionIn(stack, ProviderType.GITHUB, ARN.replace('eu-west-1', 'eu-south-1'));
    productIn(stack, { connection });
    expect(() => Template.fromStack(stack)).toThrow(/\[CONNECTION_OF_OTHER_REGION\].*eu-south-1 is an opt-in Region/s);
  });

  test('something else than a connection is refused', () => {
    expect(codeOf(() => productIn(newStack(), { connection: { arn: ARN } as never }))).toBe('UNEXPECTED_TYPE');
  });
});
