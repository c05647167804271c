import { endpointOf } from '../../../src/handlers/shared/aws';
import { consoleLink } from '../../../src/handlers/shared/console';

const target = { service: 'codestar-connections', region: 'eu-west-1', partition: 'aws' };

describe('an endpoint', () => {
  test.each([
    ['aws', 'us-east-1', 'https://codeconnections.us-east-1.amazonaws.com'],
    ['aws-us-gov', 'us-gov-east-1', 'https://codeconnections.us-gov-east-1.amazonaws.com'],
    ['aws-cn', 'cn-north-1', 'https://codeconnections.cn-north-1.amazonaws.com.cn'],
    ['aws-eusc', 'eusc-de-east-1', 'https://codeconnections.eusc-de-east-1.amazonaws.eu'],
    ['aws-iso', 'us-iso-east-1', 'https://codeconnections.us-iso-east-1.c2s.ic.gov'],
  ])('in the partition %s, Region %s, is %s', (partition, region, expected) => {
    expect(endpointOf({ service: 'codeconnections', region, partition }, {})).toBe(expected);
  });

  test.each([
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'http://127.0.0.1:1'],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:1/' }, 'http://127.0.0.1:1'],
    [
      { AWS_ENDPOINT_URL_CODESTAR_CONNECTIONS: 'http://127.0.0.1:2', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      'http://127.0.0.1:2',
    ],
    [
      { AWS_ENDPOINT_URL_CODECONNECTIONS: 'http://127.0.0.1:3' },
      'https://codestar-connections.eu-west-1.amazonaws.com',
    ],
    [{ AWS_ENDPOINT_URL: '' }, 'https://codestar-connections.eu-west-1.amazonaws.com'],
  ])('with %j in the environment is %s', (env, expected) => {
    expect(endpointOf(target, env)).toBe(expected);
  });

  test.each([
    ['codeconnections', 'AWS_ENDPOINT_URL_CODECONNECTIONS'],
    ['sns', 'AWS_ENDPOINT_URL_SNS'],
    ['lambda', 'AWS_ENDPOINT_URL_LAMBDA'],
  ])('of %s can be set by %s', (service, variable) => {
    expect(endpointOf({ ...target, service }, { [variable]: 'http://127.0.0.1:4' })).toBe('http://127.0.0.1:4');
  });
});

describe('a link into the console', () => {
  test.each([
    [
      'arn:aws:codeconnections:eu-west-1:123456789012:connection/abc',
      'https://eu-west-1.console.aws.amazon.com/codesuite/settings/123456789012/eu-west-1/codeconnections/connections/abc',
    ],
    [
      'arn:aws:codestar-connections:eu-west-1:123456789012:host/My-Host-28aef605',
      'https://eu-west-1.console.aws.amazon.com/codesuite/settings/123456789012/eu-west-1/codestar-connections/hosts/My-Host-28aef605',
    ],
    [
      'arn:aws-us-gov:codeconnections:us-gov-east-1:123456789012:connection/abc',
      'https://us-gov-east-1.console.amazonaws-us-gov.com/codesuite/settings/123456789012/us-gov-east-1/codeconnections/connections/abc',
    ],
    [
      'arn:aws-cn:codeconnections:cn-north-1:123456789012:connection/abc',
      'https://cn-north-1.console.amazonaws.cn/codesuite/settings/123456789012/cn-north-1/codeconnections/connections/abc',
    ],
  ])('to %s is %s', (arn, link) => {
    expect(consoleLink(arn)).toBe(link);
  });
});
