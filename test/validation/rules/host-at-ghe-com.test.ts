process.env.CDK_VALIDATION = 'false';

import type { Stack } from 'aws-cdk-lib';
import { token } from '../../fixtures';
import { host, validatedStack, violations } from '../fixtures';

test.each([
  'https://octocorp.ghe.com',
  'https://OctoCorp.GHE.com/',
  'https://octocorp.ghe.com:8443/path',
  'https://octocorp.ghe.com./',
  'http://api.octocorp.ghe.com',
])('a host cannot be at %s', (providerEndpoint) => {
  const stack = validatedStack();
  host(stack, 'Host', { providerEndpoint });
  expect(violations(stack)).toEqual([
    `[Stack/Host] the service refuses a host at ghe.com, got the endpoint '${providerEndpoint}'; create a connection with the provider type 'GitHubEnterpriseCloudDataResidency' and this endpoint as its 'providerEndpoint', without a host`,
  ]);
});

test.each([
  'https://ghe.com.example.com',
  'https://octocorp-ghe.com',
  'https://git.example.com/octocorp.ghe.com',
  'no URL',
])('a host can be at %s', (providerEndpoint) => {
  const stack = validatedStack();
  host(stack, 'Host', { providerEndpoint });
  expect(violations(stack)).toEqual([]);
});

test.each<[string, (stack: Stack) => string]>([
  ['a parameter', token],
  ['a URL with a token', (stack) => `https://${token(stack)}.ghe.com`],
])('a host may be at an endpoint that is known only at deployment: %s', (_, endpoint) => {
  const stack = validatedStack();
  host(stack, 'Host', { providerEndpoint: endpoint(stack) });
  expect(violations(stack)).toEqual([]);
});
