process.env.CDK_VALIDATION = 'false';

import type { Stack } from 'aws-cdk-lib';
import { CfnCloudFormationProduct } from 'aws-cdk-lib/aws-servicecatalog';
import { Connection, ConnectionLookup, ConnectionProductSource, mixins, ProviderType } from '../../../src';
import { productWithNewArn } from '../../../src/validation/rules/product-with-new-arn';
import { token } from '../../fixtures';
import { ACCOUNT, arnOf, CONNECTIONS, validatedStack, violations, waiter } from '../fixtures';

const productOf = (stack: Stack, connectionArn: string) =>
  new CfnCloudFormationProduct(stack, 'Product', {
    name: 'n',
    owner: 'o',
    sourceConnection: {
      type: 'CODESTAR',
      connectionParameters: {
        codeStar: { connectionArn, repository: 'my-org/products', branch: 'main', artifactPath: 'bucket.yaml' },
      },
    },
  });
const WARNED = [
  "[Stack/Product] AWS does not say the same everywhere about whether a product can use a connection whose ARN has the prefix 'codeconnections'; keep the connection; if Service Catalog refuses it, give this product another one, created beside it as CfnConnection of aws_codestarconnections",
];
const found = (stack: Stack) => violations(stack, productWithNewArn);

test.each(CONNECTIONS)('warns of a product whose connection is a new one: %s', (type, L1) => {
  for (const waits of [false, true]) {
    const stack = validatedStack();
    const { attrConnectionArn } = new L1(stack, 'C', { connectionName: 'c', providerType: 'GitHub' });
    const ready = () => waiter(stack, 'Ready', attrConnectionArn).getAtt('ConnectionArn').toString();
    productOf(stack, waits ? ready() : attrConnectionArn);
    expect(found(stack)).toEqual(type.startsWith('AWS::CodeStar') ? [] : WARNED);
  }
});

test.each<[string, (stack: Stack) => string, boolean]>([
  ['a new ARN', () => arnOf(ACCOUNT), true],
  ['an old ARN', () => arnOf(ACCOUNT).replace('codeconnections', 'codestar-connections'), false],
  ['a parameter', token, false],
  ['a look-up', (stack) => new ConnectionLookup(stack, 'L', { connectionName: 'c' }).connectionArn, false],
])('of the ARNs whose prefix is known: %s', (_, arn, isWarnedOf) => {
  const stack = validatedStack();
  productOf(stack, arn(stack));
  expect(found(stack)).toEqual(isWarnedOf ? WARNED : []);
});

test('also of products that this library gives a source', () => {
  const providerType = ProviderType.GITHUB;
  for (const isMixin of [false, true]) {
    const stack = validatedStack();
    const connection = new Connection(stack, 'C', { providerType });
    const props = { connection, repository: 'my-org/products', branch: 'main', artifactPath: 'bucket.yaml' };
    const sourceConnection = ConnectionProductSource.fromConnection(props);
    const given = { name: 'n', owner: 'o', ...(!isMixin && { sourceConnection }) };
    const product = new CfnCloudFormationProduct(stack, 'Product', given);
    if (isMixin) product.with(new mixins.ProductSource(props));
    expect(found(stack)).toEqual(WARNED);
  }
});

test('not of a product without a connection', () => {
  const stack = validatedStack();
  new CfnCloudFormationProduct(stack, 'Product', { name: 'n', owner: 'o' });
  expect(found(stack)).toEqual([]);
});
