process.env.CDK_VALIDATION = 'false';

import { CfnResource } from 'aws-cdk-lib';
import { Connection, ProviderType } from '../../../src';
import { connectionNeedsCustomResource } from '../../../src/validation/rules/connection-needs-custom-resource';
import { validatedStack, violations } from '../fixtures';

const PROVIDER = ProviderType.GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY;
const ENDPOINT = 'https://octocorp.ghe.com';

test.each(['AWS::CodeConnections::Connection', 'AWS::CodeStarConnections::Connection'])(
  'a resource %s at ghe.com is reported, by its provider or its endpoint',
  (type) => {
    const stack = validatedStack();
    new CfnResource(stack, 'A', { type, properties: { ConnectionName: 'a', ProviderType: PROVIDER.value } });
    new CfnResource(stack, 'B', { type, properties: { ConnectionName: 'b', ProviderEndpoint: ENDPOINT } });
    new CfnResource(stack, 'C', { type, properties: { ConnectionName: 'c', ProviderType: 'GitHub' } });
    const fix = "use the 'Connection' of cdk-codeconnections with 'providerEndpoint'";
    const problem = 'CloudFormation cannot make a connection that has an endpoint, got';
    expect(violations(stack, connectionNeedsCustomResource)).toEqual([
      `[Stack/A] ${problem} the provider type '${PROVIDER.value}'; ${fix}`,
      `[Stack/B] ${problem} an endpoint; ${fix}`,
    ]);
  },
);

test('a connection that this library makes itself is not reported', () => {
  const stack = validatedStack();
  new Connection(stack, 'C', { providerType: PROVIDER, providerEndpoint: ENDPOINT });
  expect(violations(stack, connectionNeedsCustomResource)).toEqual([]);
});
