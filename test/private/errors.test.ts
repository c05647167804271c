import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES } from '../../src/private/errors';
import { CONSTRUCT_WARNINGS } from '../../src/private/warnings';

const SRC = join(__dirname, '..', '..', 'src');
const sources = globSync('**/*.ts', { cwd: SRC })
  .filter((path) => !/private\/(errors|warnings)\.ts$/.test(path))
  .map((path) => readFileSync(join(SRC, path), 'utf8'));

test.each([...Object.keys(ERROR_CODES), ...Object.keys(CONSTRUCT_WARNINGS)])('the code %s is in use', (code) => {
  expect(sources.some((source) => source.includes(`'${code}'`))).toBe(true);
});

test('codes are in PascalCase, and in alphabetical order', () => {
  const codes = Object.keys(ERROR_CODES);
  for (const code of codes) expect(code).toMatch(/^([A-Z][a-z]+)+$/);
  expect(codes).toEqual([...codes].sort());
});
