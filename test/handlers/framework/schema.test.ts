import * as fc from 'fast-check';
import { AVAILABLE_CONNECTION } from '../../../src/handlers/available-connection/contract';
import { parseProperties } from '../../../src/handlers/framework/schema';

const schema = AVAILABLE_CONNECTION.properties;
const good = {
  ConnectionArn: 'arn:aws:codeconnections:us-east-1:123456789012:connection/1',
  NotificationTopicArn: 'arn:aws:sns:us-east-1:123456789012:topic',
  TimeoutInSeconds: '60',
  ContinueWhenPending: 'false',
};

test('properties are read from the strings that CloudFormation sends', () => {
  expect(parseProperties(schema, { ...good, ServiceToken: 'arn', ServiceTimeout: '180' }, true)).toEqual({
    ...good,
    TimeoutInSeconds: 60,
    ContinueWhenPending: false,
  });
});

test('all violations are in one message', () => {
  expect(() =>
    parseProperties(schema, { ...good, ConnectionArn: 'x', TimeoutInSeconds: 'y', More: 'z' }, true),
  ).toThrow(
    /^ConnectionArn must be .*, got "x"; TimeoutInSeconds must be .*, got "y"; More is not a property of this resource$/,
  );
});

test.each(['constructor', '__proto__', 'toString'])(
  '%s is refused as a property, although each object has it',
  (name) => {
    const raw = JSON.parse(`{${JSON.stringify(name)}:"x"}`);
    Object.defineProperties(raw, Object.getOwnPropertyDescriptors(good));
    expect(() => parseProperties(schema, raw, true)).toThrow(`${name} is not a property of this resource`);
  },
);

test.each(['aws', 'aws-cn', 'aws-us-gov'])('an ARN in the partition %s is accepted', (partition) => {
  for (const prefix of ['codeconnections', 'codestar-connections']) {
    const ConnectionArn = `arn:${partition}:${prefix}:some-region-1:123456789012:connection/1`;
    expect(parseProperties(schema, { ...good, ConnectionArn }, true).ConnectionArn).toBe(ConnectionArn);
  }
});

test('a random value of a property is either read, or the error begins with its name', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(good)), fc.anything(), (name, value) => {
      try {
        const parsed = parseProperties(schema, { ...good, [name]: value }, true);
        expect(typeof parsed.TimeoutInSeconds).toBe('number');
        expect(typeof parsed.ContinueWhenPending).toBe('boolean');
        expect(parsed.ConnectionArn).toMatch(/^arn:/);
      } catch (error) {
        expect((error as Error).message).toMatch(new RegExp(`^${name} must be .{1,150}, got `, 's'));
        expect((error as Error).message.length).toBeLessThan(300);
      }
    }),
    { numRuns: 1_000 },
  );
});
