import { fromRe2 } from '../../../../local/aws/code-build/re2';

test.each([
  ['main', 'refs/heads/main-2', true],
  ['^refs/heads/main$', 'refs/heads/main-2', false],
  ['^refs/heads/main$', 'refs/heads/main', true],
  ['(?i)MAIN', 'refs/heads/main', true],
  ['MAIN', 'refs/heads/main', false],
  ['\\[CodeBuild\\]', 'fix [CodeBuild]', true],
  ['^src/.*\\.tsx?$', 'src/a/b.ts', true],
  ['^(?P<folder>src|test)/', 'test/a', true],
  ['(?:a|b){2,3}$', 'xab', true],
  ['x{,2}', 'x{,2}', true],
  ['{', 'a{b', true],
  [']', 'a]b', true],
  ['^[]a]$', ']', true],
  ['^[^]a]$', 'b', true],
  ['^[[:alpha:]_-]+$', 'a_-b', true],
  ['^[\\w.-]+$', 'a.b-c', true],
  ['\\Qa.b\\E$', 'axb', false],
  ['\\Qa.b\\E$', 'a.b', true],
  ['\\Aa\\z', 'a', true],
  ['\\Aa\\z', 'ba', false],
  ['^\\pL+$', 'é', true],
  ['^\\p{Greek}$', 'α', true],
  ['^\\P{Lu}$', 'A', false],
  ['\\x{1F600}', '😀', true],
  ['\\x41', 'A', true],
  ['a\\sb', 'a\u00a0b', false],
  ['a\\/b\\-c\\_', 'a/b-c_', true],
  ['(?s)a.b', 'a\nb', true],
  ['a.b', 'a\nb', false],
  ['(?m)^b$', 'a\nb', true],
  ['^b$', 'a\nb', false],
])('%s is looked for in %j: %s', (pattern, value, expected) => {
  expect(fromRe2(pattern).test(value)).toBe(expected);
});

test.each([
  ['a(?!b)', "RE2 has no '(?!'"],
  ['(?=b)', "RE2 has no '(?='"],
  ['(?<!b)', "RE2 has no '(?<!'"],
  ['(?>b)', "RE2 has no '(?>'"],
  ['(a)\\1', "RE2 has no '\\1'"],
  ['a++', 'is no regular expression'],
  ['(a', 'is no regular expression'],
  ['[a', "the class '[a' has no end"],
  ['\\', "RE2 has no '\\'"],
  ['a(?i)b', 'flags are simulated at the start of a pattern only'],
])('%s is refused', (pattern, reason) => {
  expect(() => fromRe2(pattern)).toThrow(reason);
});
