process.env.CDK_VALIDATION = 'false';

import { CfnParameter } from 'aws-cdk-lib';
import { host, validatedStack, violations } from '../fixtures';

test.each(['AzureDevOps', 'Bitbucket', 'GitHub', 'GitLab'])('a host cannot be for %s', (providerType) => {
  const stack = validatedStack();
  host(stack, 'Host', { providerType });
  expect(violations(stack)).toEqual([
    `[Stack/Host] a host must be for a provider that you run yourself (GitHubEnterpriseServer or GitLabSelfManaged), got the provider type '${providerType}'; give a new connection this provider type, without a host`,
  ]);
});

test.each(['GitHubEnterpriseServer', 'GitLabSelfManaged', 'ForgejoSelfManaged'])(
  'a host can be for %s',
  (providerType) => {
    const stack = validatedStack();
    host(stack, 'Host', { providerType });
    expect(violations(stack)).toEqual([]);
  },
);

test('a host may be of a provider type that is known only at deployment', () => {
  const stack = validatedStack();
  host(stack, 'Host', { providerType: new CfnParameter(stack, 'Provider').valueAsString });
  expect(violations(stack)).toEqual([]);
});
