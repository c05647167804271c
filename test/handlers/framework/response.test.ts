import * as fc from 'fast-check';
import { encodeResponse, type Response } from '../../../src/handlers/framework/response';

const ids = {
  PhysicalResourceId: 'CREATE_FAILED',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/s/1',
  RequestId: 'r',
  LogicalResourceId: 'L',
};
const failed = (Reason: string): Response => ({ ...ids, Status: 'FAILED', Reason });
const bytes = (text: string) => Buffer.byteLength(text);
const room = 4_096 - bytes(encodeResponse(failed('')));

test.each([
  ['a', 1],
  ['é', 2],
  ['橋', 3],
  ['🌉', 4],
  ['"', 2],
  ['\n', 2],
  ['\u0001', 6],
])('a reason of %j is cut only if it is longer than a response can carry', (character, size) => {
  const most = Math.floor(room / size);
  const whole = encodeResponse(failed(character.repeat(most)));
  expect(bytes(whole)).toBeLessThanOrEqual(4_096);
  expect(JSON.parse(whole).Reason).toBe(character.repeat(most));

  const cut = encodeResponse(failed(character.repeat(most + 1)));
  expect(bytes(cut)).toBeLessThanOrEqual(4_096);
  expect(bytes(cut)).toBeGreaterThan(4_096 - 3 - 2 * size);
  expect(JSON.parse(cut).Reason).toMatch(/…$/);
});

test('a response with a random reason has at most 4,096 bytes, is valid, and has as much as fits', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 2_000 }), { maxLength: 8 }), (parts) => {
      const reason = parts.join('');
      const text = encodeResponse(failed(reason));
      expect(bytes(text)).toBeLessThanOrEqual(4_096);
      const read = JSON.parse(text);
      expect(read).toMatchObject({ ...ids, Status: 'FAILED' });
      const kept = read.Reason.replace(/…$/, '');
      expect(reason.startsWith(kept) || reason === read.Reason).toBe(true);
      if (read.Reason !== reason) expect(bytes(text)).toBeGreaterThan(4_096 - 12);
    }),
  );
});

test('attributes that do not fit into a response are a failure', () => {
  const text = encodeResponse({ ...ids, Status: 'SUCCESS', Data: { Names: 'x'.repeat(5_000) } });
  expect(JSON.parse(text)).toEqual({ ...ids, Status: 'FAILED', Reason: 'the attributes exceed 4,096 bytes' });
});
