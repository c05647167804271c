import { Aws, Tokenization } from 'aws-cdk-lib';
import fc from 'fast-check';
import { alternativesOf, exactly, isAnchored, isAnchoredAtStart } from '../../src/private/patterns';
import { newStack } from '../resources';

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

  test('matches nothing that it is a part of', () => {
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
        return isAnchored(pattern) && alternativesOf(pattern).length === 1;
      }),
    );
  });

  test('of several, each matches itself alone', () => {
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

  test('is escaped beside a token, which is a pattern within the anchors', () => {
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
])('%j is not', (pattern) => {
  expect(isAnchored(pattern)).toBe(false);
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
