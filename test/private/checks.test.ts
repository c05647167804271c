import { Aws } from 'aws-cdk-lib';
import {
  checkCount,
  checkEach,
  checkGitName,
  checkKnown,
  checkNotEmpty,
  checkRequiredString,
  checkRequiredTexts,
  checkString,
  checkText,
} from '../../src/private/checks';
import { checkOwner, checkRepository, checkRepositoryName, checkRepositoryPath } from '../../src/private/repositories';
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

describe('a value of another type, which the compiler lets through in JavaScript, is a violation', () => {
  const ANY = () => [];
  const TEXTS: Record<string, (value: never) => string[]> = {
    checkText: (value) => checkText('name', value),
    checkString: (value) => checkString('name', value, {}),
    checkRequiredString: (value) => checkRequiredString('name', value, {}),
    checkKnown: (value) => checkKnown('name', value, {}),
    checkGitName: (value) => checkGitName('name', value),
    checkRepository: (value) => checkRepository('name', value, undefined),
    checkOwner: (value) => checkOwner('name', value, () => undefined),
    checkRepositoryName: (value) => checkRepositoryName('name', value),
    checkRepositoryPath: (value) => checkRepositoryPath('name', value),
  };

  test.each(Object.entries(TEXTS))('%s', (_, check) => {
    for (const [value, got] of [
      [null, 'null'],
      [7, 'a number'],
      [['a/b'], 'a list'],
      [{ a: 1 }, 'an object of the class Object'],
    ]) {
      expect(check(value as never)).toEqual([`'name' must be a text, got ${got}`]);
    }
  });

  test.each(Object.entries(TEXTS).filter(([name]) => name !== 'checkString'))('%s of an absent text', (_, check) => {
    expect(check(undefined as never)).toEqual(["'name' must be a text, got undefined"]);
  });

  test.each<[unknown, string]>([
    [undefined, "'names' must be a list with at least one entry, got undefined"],
    [[], "'names' must have at least 1 entry, got 0"],
    ['a/b', "'names' must be a list, got a text"],
    [{ length: 1 }, "'names' must be a list, got an object of the class Object"],
    [null, "'names' must be a list, got null"],
    [['a', undefined], "an entry of 'names' must be a text, got undefined"],
    [[7], "an entry of 'names' must be a text, got a number"],
  ])('a required list: %j', (value, violation) => {
    expect(checkRequiredTexts('names', value as string[], ANY)).toEqual([violation]);
    expect(checkEach('names', value as string[], ANY)).toEqual(value === undefined ? [] : [violation]);
  });
});
