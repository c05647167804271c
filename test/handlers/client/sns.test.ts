import * as fc from 'fast-check';
import type { AwsRequest } from '../../../src/handlers/client/aws';
import { lambdaRuntime } from '../../../src/handlers/client/runtime';
import { publish } from '../../../src/handlers/client/sns';

/** The subject that SNS gets. */
async function sent(subject: string): Promise<string> {
  let body = '';
  const call = async <T>(_: unknown, request: AwsRequest, read: (xml: string) => T) => {
    body = request.body;
    return read('<PublishResponse/>');
  };
  const topic = 'arn:aws:sns:us-east-1:123456789012:git-sync';
  await publish(topic, { subject, message: 'm', id: '1' }, lambdaRuntime, call);
  return new URLSearchParams(body).get('Subject') ?? '';
}

test.each([
  ['Git sync of the stack prod is blocked', 'Git sync of the stack prod is blocked'],
  ['the connection "büro–橋 🌉"', 'the connection "b?ro?? ?"'],
  ['a\nb\u0007c', 'a b c'],
  ['x'.repeat(99), 'x'.repeat(99)],
  ['x'.repeat(100), `${'x'.repeat(96)}...`],
  ['ü'.repeat(100), `${'?'.repeat(96)}...`],
])('the subject %j is sent as %j', async (subject, expected) => {
  expect(await sent(subject)).toBe(expected);
});

test('a random subject is sent as fewer than 100 bytes of printable ASCII', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
      expect(await sent(`Git sync ${text}`)).toMatch(/^[ -~]{1,99}$/);
    }),
  );
});
