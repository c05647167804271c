import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Aws, Fn, Stack, Token } from 'aws-cdk-lib';
import { ErrorCode } from '../../src';
import { isValidationError, throwIfInvalid, validationError } from '../../src/private/errors';
import { CONSTRUCT_WARNINGS } from '../../src/private/warnings';
import { newStack, token } from '../fixtures';

const SRC = join(__dirname, '..', '..', 'src');
const sources = globSync('**/*.ts', { cwd: SRC })
  .filter((path) => !/(private\/warnings|error-code)\.ts$/.test(path))
  .map((path) => readFileSync(join(SRC, path), 'utf8'));

test.each([
  ...Object.keys(ErrorCode).map((code) => `ErrorCode.${code}`),
  ...Object.keys(CONSTRUCT_WARNINGS).map((id) => `'${id}'`),
])('%s is in use', (code) => {
  expect(sources.some((source) => new RegExp(`${code.replaceAll('.', '\\.')}(?!\\w)`).test(source))).toBe(true);
});

test('a code is its own name in all languages, in upper case', () => {
  for (const [name, value] of Object.entries(ErrorCode)) {
    expect(value).toBe(name);
    expect(name).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
  }
});

describe('an error', () => {
  test.each([
    ['a list', Fn.split(',', Aws.REGION)[0]],
    ['a number', Token.asNumber({ Ref: 'Number' })],
  ])('shows no token of %s that somebody has put into a text', (_, value) => {
    expect(validationError(ErrorCode.INVALID_HOST, `got "a${value}b"`, undefined).message).toMatch(/got "a<token>b"$/);
  });

  const { INVALID_HOST } = ErrorCode;

  test.each([
    ['with a construct', newStack()],
    ['without a construct', undefined],
  ])('%s has the code as its name, and at the beginning of its message', (_, scope) => {
    const error = validationError(INVALID_HOST, 'wrong', scope);
    expect(error.name).toBe('INVALID_HOST');
    expect(error.message).toMatch(/^\[INVALID_HOST\] wrong/);
    expect(isValidationError(error)).toBe(true);
  });

  test('shows no token, of whatever kind', () => {
    const stack = newStack();
    const values = [token(stack), Aws.REGION, Fn.join('-', ['a', Aws.REGION]), Fn.importValue('x')];
    for (const value of values) {
      const { message } = validationError(INVALID_HOST, `got '${value}', and again 'a-${value}'`, stack);
      expect(message).toContain("[INVALID_HOST] got '<token>', and again 'a-<token>'");
      expect(message).not.toMatch(/Token\[/);
    }
  });

  test('lists all violations, and is not thrown without any', () => {
    expect(() => throwIfInvalid(INVALID_HOST, ['one', 'two'], undefined)).toThrow('[INVALID_HOST] one; two');
    expect(() => throwIfInvalid(INVALID_HOST, [], new Stack(new App(), 'Stack'))).not.toThrow();
  });
});
