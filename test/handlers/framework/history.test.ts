import { addAccepted, findAccepted } from '../../../src/handlers/framework/history';

describe('the history in a physical id', () => {
  test('remembers the newest entry first, and recalls it with its value', () => {
    const physicalId = addAccepted('b=2', addAccepted('a=1'));
    expect(physicalId).toBe('b=2|a=1');
    expect(findAccepted('a', physicalId)).toEqual({ physicalId: 'a=1|b=2', value: '1' });
    expect(findAccepted('b', physicalId)).toEqual({ physicalId: 'b=2|a=1', value: '2' });
  });

  test('does not findAccepted by a part of a key, nor from another physical id', () => {
    expect(findAccepted('a', 'ab=1|aa')).toBeUndefined();
    expect(findAccepted('a', undefined)).toBeUndefined();
    expect(findAccepted('a', '')).toBeUndefined();
    expect(findAccepted('a', 'my-stack-Resource-1ABCDEF')).toBeUndefined();
  });

  test('recalls an entry without a value', () => {
    expect(findAccepted('a', 'a')).toEqual({ physicalId: 'a', value: '' });
  });

  test('fits into 1,024 bytes, and forgets the oldest entries', () => {
    let physicalId: string | undefined;
    for (let number = 100; number < 200; number += 1) physicalId = addAccepted(`entry-${number}=橋`, physicalId);
    expect(Buffer.byteLength(physicalId ?? '')).toBeLessThanOrEqual(1_024);
    expect(Buffer.byteLength(physicalId ?? '')).toBeGreaterThan(1_024 - 15);
    expect(findAccepted('entry-199', physicalId)?.value).toBe('橋');
    expect(findAccepted('entry-100', physicalId)).toBeUndefined();
  });

  test('remembers an entry that alone is too long', () => {
    expect(addAccepted('x'.repeat(2_000), 'a')).toBe('x'.repeat(2_000));
  });
});
