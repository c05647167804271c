import { Aws } from 'aws-cdk-lib';
import { checkCount, checkNotEmpty, checkString } from '../../src/private/checks';
import { checkTags } from '../../src/private/tags';
import { shown, shownInShort, shownName } from '../../src/private/texts';

test.each([
  [{ min: 1 }, 'at least 1 character'],
  [{ min: 2 }, 'at least 2 characters'],
  [{ min: 1, max: 32 }, '1 to 32 characters'],
  [{ min: 1, max: 1 }, '1 character'],
])('a message says how many characters there must be: %j', (constraint, expected) => {
  expect(checkString('name', '', constraint)).toEqual([`'name' must have ${expected}, got 0: ""`]);
});

test('a message says how many entries there must be', () => {
  expect(checkNotEmpty('names', [])).toEqual(["'names' must have at least 1 entry, got 0"]);
  expect(checkCount('names', [], { min: 1, max: 3 })).toEqual(["'names' must have 1 to 3 entries, got 0"]);
  expect(checkNotEmpty('names', undefined)).toEqual([]);
});

test('a message calls a token a token, and shows no secret', () => {
  expect(shown(`a${Aws.REGION}b`)).toBe('"a<token>b"');
  expect(shownName(`a${Aws.REGION}b`)).toBe('a<token>b');
  expect(shown(`AKIA${'A'.repeat(16)}`)).toBe('(an AWS access key, not shown)');
  expect(shownInShort('x'.repeat(100))).toBe(`"${'x'.repeat(75)}…"`);
});

test('the key of a tag may be a token, and is called one', () => {
  expect(checkTags({ [Aws.REGION]: 'x'.repeat(257) })).toEqual([
    expect.stringContaining("'tags['<token>']' must have 0 to 256 characters, got 257"),
  ]);
});
