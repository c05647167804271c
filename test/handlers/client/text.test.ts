import * as fc from 'fast-check';
import { oneLine, quoted } from '../../../src/handlers/client/text';

test.each([
  ['a\nb\r\nc\td', 'a b c d'],
  ['a\u2028b\u2029c\u0085d', 'a b c d'],
  ['a\u202eb\u2066c\u200bd\u0000e', 'a b c d e'],
  ['a\u034fb\u115fc\u3164d\u2800e\ufe0ff', 'a b c d e f'],
  ['Z\u0310\u0311\u0312\u0313\u0314\u0315a\u0300\u0301', 'Z\u0310\u0311a\u0300\u0301'],
  ['  橋 🌉  ', '橋 🌉'],
])('%j becomes the line %j', (text, line) => {
  expect(oneLine(text)).toBe(line);
});

test.each([...'"“”„‟«»‹›″‴‶‷⁗ʺ˝ˮ˶״〃〝〞〟❝❞❟❠＂🙶🙷🙸'])('the quote %s is replaced within quotes', (quote) => {
  expect(quoted(`a${quote} b`)).toBe(`"a' b"`);
});

test.each(['https://evil.example', 'https:\u200b//evil.example', 'a ftp://x y https://z'])(
  'what is quoted is no link that a mail makes one of: %j',
  (text) => {
    expect(quoted(text)).not.toContain('://');
    expect(quoted('https://evil.example')).toBe('"https: //evil.example"');
  },
);

test('a text that is too long ends in an ellipsis', () => {
  expect(oneLine('🌉🌉🌉', 3)).toBe('🌉🌉🌉');
  expect(oneLine('🌉🌉🌉🌉', 3)).toBe('🌉🌉…');
});

test('a random quoted text has quotes only at its ends, and no line breaks or control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const words = quoted(text, 50);
      expect(words).toMatch(/^"[^"“”„«»＂\p{DI}\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*"$/u);
      expect([...words].length).toBeLessThanOrEqual(52);
    }),
    { numRuns: 1_000 },
  );
});
