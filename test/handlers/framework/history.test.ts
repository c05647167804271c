import { recall, remember } from '../../../src/handlers/framework/history';

describe('the history in a physical id', () => {
  test('remembers the newest entry first, and recalls it with its value', () => {
    const physicalId = remember('b=2', remember('a=1'));
    expect(physicalId).toBe('b=2|a=1');
    expect(recall('a', physicalId)).toEqual({ physicalId: 'a=1|b=2', value: '1' });
    expect(recall('b', physicalId)).toEqual({ physicalId: 'b=2|a=1', value: '2' });
  });

  test('does not recall by a part of a key, nor from another physical id', () => {
    expect(recall('a', 'ab=1|aa')).toBeUndefined();
    expect(recall('a', undefined)).toBeUndefined();
    expect(recall('a', '')).toBeUndefined();
    expect(recall('a', 'my-stack-Resource-1ABCDEF')).toBeUndefined();
  });

  test('recalls an entry without a value', () => {
    expect(recall('a', 'a')).toEqual({ physicalId: 'a', value: '' });
  });

  test('fits into 1,024 bytes, and forgets the oldest entries', () => {
    let physicalId: string | undefined;
    for (let number = 100; number < 200; number += 1) physicalId = remember(`entry-${number}=橋`, physicalId);
    expect(Buffer.byteLength(physicalId ?? '')).toBeLessThanOrEqual(1_024);
    expect(Buffer.byteLength(physicalId ?? '')).toBeGreaterThan(1_024 - 15);
    expect(recall('entry-199', physicalId)?.value).toBe('橋');
    expect(recall('entry-100', physicalId)).toBeUndefined();
  });

  test('remembers an entry that alone is too long', () => {
    expect(remember('x'.repeat(2_000), 'a')).toBe('x'.repeat(2_000));
  });
});
