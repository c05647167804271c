import { shapes } from '../../../model/codeconnections.json';
import { splitArn } from '../../../src/handlers/client/arn';
import { endpointOf, isOfAws, isTransient, ServiceError } from '../../../src/handlers/client/aws';
import { consoleLink } from '../../../src/handlers/client/console-link';

const target = { service: 'codestar-connections', region: 'eu-west-1', partition: 'aws' };

describe('the endpoint of a service', () => {
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

describe('a link to the console', () => {
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

describe('an ARN', () => {
  test.each([
    'arn:aws:codeconnections:us-east-1:123456789012:connection/1',
    'arn:aws-us-gov:codestar-connections:us-gov-east-1:123456789012:host/My Host:1',
    'arn:aws-eusc:sns:eusc-de-east-1:123456789012:topic.fifo',
    'arn:aws-iso-b:lambda:us-isob-east-1:123456789012:function:f:$LATEST',
  ])('is accepted: %s', (arn) => {
    const { partition, service, region, account, resource } = splitArn(arn) ?? {};
    expect(['arn', partition, service, region, account, resource].join(':')).toBe(arn);
  });

  test.each([
    'arn:aws:codeconnections:x@127.0.0.1:123456789012:connection/1',
    'arn:aws:codeconnections:us-east-1.evil.com/:123456789012:connection/1',
    'arn:aws:codeconnections:us-east-1#:123456789012:connection/1',
    'arn:aws:codeconnections::123456789012:connection/1',
    'arn:aws:codeconnections:US-EAST-1:123456789012:connection/1',
    'arn:aws:codeconnections:us-east-1:12345678901:connection/1',
    'arn:aws:codeconnections:us-east-1:../../evil-x:connection/1',
    'arn:aws:evil.com/:us-east-1:123456789012:connection/1',
    'arn:evil:codeconnections:us-east-1:123456789012:connection/1',
    'arn:aws:codeconnections:us-east-1:123456789012:connection/1\nRun: this',
    'arn:aws:codeconnections:us-east-1:123456789012:connection/1\u202e',
    'arn:aws:codeconnections:us-east-1:123456789012:connection/\ud800',
    'x arn:aws:codeconnections:us-east-1:123456789012:connection/1',
  ])('is refused: %j', (arn) => {
    expect(splitArn(arn)).toBeUndefined();
  });
});

describe('a response URL', () => {
  test.each([
    'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/arn%3Aaws?X-Amz-Signature=1',
    'https://bucket.s3.dualstack.eu-west-1.amazonaws.com/1',
    'https://bucket.s3.cn-north-1.amazonaws.com.cn/1',
    'https://bucket.s3.eusc-de-east-1.amazonaws.eu/1',
    'https://bucket.s3.us-iso-east-1.c2s.ic.gov/1',
    'https://bucket.s3.us-isob-east-1.sc2s.sgov.gov/1',
  ])('is accepted as one of AWS: %s', (url) => {
    expect(isOfAws(url, {})).toBe(true);
  });

  test.each([
    'http://bucket.s3.amazonaws.com/1',
    'https://evilamazonaws.com/1',
    'https://amazonaws.com.evil.com/1',
    'https://bucket.s3.amazonaws.com@evil.com/1',
    'https://user:password@bucket.s3.amazonaws.com/1',
    'https://evil.com/.s3.amazonaws.com',
    'https://evil.com#.amazonaws.com',
    'https://evil.com?.amazonaws.com',
    'https://evil.com\\.amazonaws.com',
    'https://127.0.0.1/1',
    'ftp://bucket.s3.amazonaws.com/1',
    'blob:https://bucket.s3.amazonaws.com/1',
    '',
  ])('is refused as not one of AWS: %s', (url) => {
    expect(isOfAws(url, {})).toBe(false);
  });

  test('must be of the configured endpoint if there is one', () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566/' };
    expect(isOfAws('http://127.0.0.1:4566/_response/1', env)).toBe(true);
    expect(isOfAws('https://bucket.s3.amazonaws.com/1', env)).toBe(false);
    expect(isOfAws('http://127.0.0.1:4567/1', env)).toBe(false);
  });
});

test.each(['x@127.0.0.1:1/', 'us-east-1.evil.com/', 'us-east-1#', 'us-east-1.elb', '..', '', 'evil'])(
  'there is no endpoint in %j, which is not a Region, whatever is configured',
  (region) => {
    expect(() => endpointOf({ ...target, region }, {})).toThrow('not an AWS host');
    expect(() => endpointOf({ ...target, region }, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })).toThrow(
      'not an AWS host',
    );
  },
);

describe('whether an error may pass by itself', () => {
  const of = (code: string, status: number) => new ServiceError('codeconnections:GetHost', code, status, 'x');
  const declared = Object.entries(shapes).filter(([, shape]) => 'exception' in shape);

  // Sources differ on the statuses: the model, its older version, the API Reference, and what a proxy may make of them.
  describe.each([400, 404, 409, 429, 500, 503])('with the status %d', (status) => {
    test.each(declared.map(([code]) => code))('depends on the code %s alone', (code) => {
      const passing = ['ConcurrentModificationException', 'InternalServerException', 'ThrottlingException'];
      expect(isTransient(of(code, status))).toBe(passing.includes(code));
      expect(of(code, status).throttled).toBe(code === 'ThrottlingException');
    });
  });

  test.each([
    ['HTTP 502', 502, true],
    ['HTTP 429', 429, true],
    ['HTTP 404', 404, false],
    ['ServiceException', 500, true],
    ['ResourceNotReadyException', 502, true],
    ['InvalidSubnetIDException', 502, true],
    ['ResourceConflictException', 409, false],
    ['InternalFailure', 400, true],
    ['ServiceUnavailableException', 400, true],
    ['ProvisionedThroughputExceededException', 400, true],
    ['SerializationException', 400, false],
  ])('%s, with the status %d: %s', (code, status, transient) => {
    expect(isTransient(of(code, status))).toBe(transient);
  });
});
