import * as fc from 'fast-check';
import { oneLine, quoted } from '../../../src/handlers/shared/words';

test.each([
  ['a\nb\r\nc\td', 'a b c d'],
  ['a\u2028b\u2029c\u0085d', 'a b c d'],
  ['a\u202eb\u2066c\u200bd\u0000e', 'a b c d e'],
  ['  橋 🌉  ', '橋 🌉'],
])('%j is on one line %j', (text, line) => {
  expect(oneLine(text)).toBe(line);
});

test('a text that is too long says so', () => {
  expect(oneLine('🌉🌉🌉', 3)).toBe('🌉🌉🌉');
  expect(oneLine('🌉🌉🌉🌉', 3)).toBe('🌉🌉…');
});

test('whatever is quoted has two quotes, at its ends, and no line, control or direction of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const words = quoted(text, 50);
      expect(words).toMatch(/^"[^"“”„«»＂\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*"$/u);
      expect([...words].length).toBeLessThanOrEqual(52);
    }),
    { numRuns: 1_000 },
  );
});
