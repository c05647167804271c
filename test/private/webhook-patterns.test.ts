import { Aws, Tokenization } from 'aws-cdk-lib';
import fc from 'fast-check';
import { alternativesOf, exactly, isAnchored, isAnchoredAtStart } from '../../src/private/webhook-patterns';
import { newStack } from '../fixtures';

/** As CodeBuild has it: a match anywhere is a match. */
const matches = (pattern: string, value: string) => new RegExp(pattern).test(value);

/** Texts of what patterns are made of, and others. */
const text = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ minLength: 1, unit: fc.constantFrom(...'a1/-_.\\^$|?*+()[]{}') }),
);

describe('a literal', () => {
  test('matches itself', () => {
    fc.assert(fc.property(text, (literal) => matches(exactly(literal), literal)));
  });

  test('does not match a longer text that contains it', () => {
    fc.assert(
      fc.property(text, fc.string(), fc.string(), (literal, before, after) => {
        fc.pre(before + after !== '');
        return !matches(exactly(literal), before + literal + after);
      }),
    );
  });

  test('matches no other text', () => {
    fc.assert(
      fc.property(text, text, (literal, other) => {
        fc.pre(literal !== other);
        return !matches(exactly(literal), other);
      }),
    );
  });

  test('is one alternative, anchored at both ends', () => {
    fc.assert(
      fc.property(text, (literal) => {
        const pattern = exactly(literal);
        return isAnchored(pattern) && alternativesOf(pattern)?.length === 1;
      }),
    );
  });

  test('matches only itself among several literals', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), text, (literals, other) => {
        const pattern = literals.map(exactly).join('|');
        expect(alternativesOf(pattern)).toEqual(literals.map(exactly));
        return (
          literals.every((literal) => matches(pattern, literal)) && matches(pattern, other) === literals.includes(other)
        );
      }),
    );
  });

  test('is escaped next to a token, which becomes a pattern between the anchors', () => {
    const pattern = exactly(`v1.${Aws.REGION}+`);
    expect(newStack().resolve(pattern)).toEqual({ 'Fn::Join': ['', ['^v1\\.(', { Ref: 'AWS::Region' }, ')\\+$']] });
    expect(Tokenization.reverseString(pattern).tokens).toHaveLength(1);
    expect(isAnchored(pattern)).toBe(true);
  });
});

test.each([
  ['^a$'],
  ['^a$|^b$'],
  ['^(a|b)$'],
  ['^[a|b]$'],
  ['^a\\|b$'],
  ['^a\\\\$'],
  ['^[(]a$|^[)]$'],
  ['^.*$'],
  ['^$'],
  [`^refs/heads/${Aws.REGION}$`],
  [Aws.REGION],
  [`${Aws.REGION}$`],
])('%j is anchored', (pattern) => {
  expect(isAnchored(pattern)).toBe(true);
});

test.each([
  ['a'],
  [''],
  ['^a'],
  ['a$'],
  ['^a$|b'],
  ['^a$|'],
  ['|^a$'],
  ['^a|b$'],
  ['^a)|(b$'],
  ['^a\\$'],
  ['^a\\\\\\$'],
  ['^?a$'],
  ['^*a$'],
  ['^{0}a$'],
  ['\\^a$'],
  ['^a$?'],
  ['[^]a$'],
  [`a${Aws.REGION}`],
  [`refs/heads/${Aws.REGION}`],
])('%j is not anchored', (pattern) => {
  expect(isAnchored(pattern)).toBe(false);
});

/** Each is anchored in one dialect, and in another it is not, or nothing at all. */
const READ_DIFFERENTLY = {
  'a bracket that begins a class': ['^[](]|evil$', '^[^](]|evil$', '^[](]a[)]|evil$', '^[]a$', '^[^]a$'],
  'a class in a class': ['^[a[b](]|evil$', '^[[:alpha:]]$', '^[[(]]|evil$'],
  'a class of two classes': ['^[a&&[^(]b(]|evil$', '^[a&&b]$'],
  quotations: ['^\\Q(\\E|evil$', '^\\Q[\\E|evil$', '^main\\Q$', '^main\\E$', '^[\\Q]$', '^[\\Q](\\E]|evil$'],
  'control characters': ['^main\\c$', '^\\c(|evil$', '^\\c[|evil$', '^[\\c](]|evil$'],
  'other escapes of letters and digits': ['^\\p{L}$', '^\\x28$', '^\\u0028$', '^\\1$', '^main\\z|b$'],
  flags: ['^(?x) main #(\n|evil$', '^(?x) main #$', '^(?x)main #$', '^(?i)main$', '^(?i:main)$', '^(?-i)a$', '^(?m)a$'],
  'what flags may be': ['^(?^i)a$', '^(?P<a>b)$', '^(?>a)$', '^(?|a)$', '^(*ACCEPT)a$', '^(?<a>b)$', '^(?'],
  'lookarounds, which RE2 lacks': ['^(?=a)a$', '^(?!b|c)a$', '^a(?<=a)$', '^(?<!x)a$'],
  comments: ['^(?#()|evil$', '^(?#)main$'],
  'what does not end, or not begin': ['^(main|evil$', '^((a)|evil$', '^a)|(b$', '^a)$', '^[main$', '^main[$', '^a\\'],
};

test.each(Object.entries(READ_DIFFERENTLY))(
  'patterns that dialects read differently count as not anchored: %s',
  (_, patterns) => {
    for (const pattern of patterns) {
      expect([pattern, isAnchored(pattern), isAnchoredAtStart(pattern)]).toEqual([pattern, false, false]);
      expect(alternativesOf(pattern)).toBeUndefined();
    }
  },
);

test.each([
  ['^(?:a|b)$'],
  ['^(a(b|(?:c)))?$|^[^^a-z_.|()$?*+{}&-]+$'],
  ['^[\\w\\]|\\\\-]$'],
  ['^[a&]b{2,}$'],
  ['^\\d\\D\\w\\W\\s\\S\\b\\B\\t\\r\\n$'],
  ['^refs/heads/(main|release/[0-9]+\\.x)$'],
  ['^a]}$'],
])('%j is anchored in all dialects', (pattern) => {
  expect(isAnchored(pattern)).toBe(true);
});

test.each([
  ['^src/', true],
  ['^src/|^lib/', true],
  ['src/', false],
  ['^src/|lib/', false],
  ['^.*\\.ts$', true],
  ['\\.ts$', false],
])('%j is anchored at its beginning: %s', (pattern, is) => {
  expect(isAnchoredAtStart(pattern)).toBe(is);
});
