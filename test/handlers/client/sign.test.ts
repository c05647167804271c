import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { sign } from '../../../src/handlers/client/sign';

/** SHA-256 in the shape that the reference wants. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(data: string | ArrayBuffer | ArrayBufferView) {
    this.hash.update(data as string);
  }
  async digest() {
    return new Uint8Array(this.hash.digest());
  }
  reset() {}
}

const word = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);

const cases = fc.record({
  path: fc.array(word, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
  host: fc.tuple(word, fc.option(fc.integer({ min: 1024, max: 65535 }))),
  headers: fc.dictionary(fc.stringMatching(/^x-[a-z-]{1,12}$/), fc.stringMatching(/^[A-Za-z0-9/.:;=]{1,40}$/)),
  body: fc.string({ unit: 'binary', maxLength: 300 }),
  service: fc.constantFrom('codeconnections', 'codestar-connections', 'sns', 'lambda'),
  region: fc.constantFrom('us-east-1', 'eu-central-1', 'us-gov-west-1', 'cn-north-1'),
  accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
  secretAccessKey: fc.stringMatching(/^[A-Za-z0-9+/]{30,40}$/),
  sessionToken: fc.option(fc.stringMatching(/^[A-Za-z0-9+/=]{10,60}$/), { nil: undefined }),
  time: fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
});

test('a request has the same signature as with the AWS SDK', async () => {
  await fc.assert(
    fc.asyncProperty(
      cases,
      async ({ path, host: [name, port], headers, body, service, region, time, ...credentials }) => {
        const url = new URL(
          `http://${name.replace(/_|--/g, 'x').replace(/^-|-$/g, 'x').toLowerCase()}.test${port ? `:${port}` : ''}${path}`,
        );
        const request = { url, method: 'POST' as const, headers: { 'content-type': 'text/plain', ...headers }, body };
        const ours = sign(request, { service, region }, credentials, time.getTime());

        const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false });
        const reference = await signer.sign(
          {
            method: 'POST',
            protocol: url.protocol,
            hostname: url.hostname,
            path: url.pathname,
            query: {},
            headers: { ...request.headers, host: url.host },
            body,
          },
          { signingDate: time },
        );
        expect(ours.headers).toEqual(reference.headers);
      },
    ),
    { numRuns: 300 },
  );
});

test('the example of the documentation has its documented signature', () => {
  // A POST in AWS's published test suite for Signature Version 4 ("post-vanilla").
  const { headers } = sign(
    { url: new URL('https://example.amazonaws.com/'), method: 'POST', headers: {}, body: '' },
    { service: 'service', region: 'us-east-1' },
    { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
    Date.UTC(2015, 7, 30, 12, 36, 0),
  );
  expect(headers.authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  );
});
