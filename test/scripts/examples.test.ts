import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** What an expression is, with the examples of `.jsii` and of these pages. */
function evaluate<T>(expression: string, pages: Record<string, string> = {}): T {
  const script = `
    import { errorsIn, examples } from ${JSON.stringify(join(ROOT, 'scripts', 'examples.mts'))};
    const all = await examples(new Map(Object.entries(${JSON.stringify(pages)})));
    console.log(JSON.stringify(${expression}));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
}

test('an example that does not compile is reported by file and line', () => {
  const page =
    '# Page\n\n```ts nofixture\nconst a = 1;\n\nconst b: string = a;\n```\n\n```ts nofixture\nconst c = 1;\n```\n';
  const errors = evaluate<string[]>("errorsIn(all.filter(({ file }) => file === 'docs/page.md'))", {
    'docs/page.md': page,
  });
  expect(errors).toEqual([
    "docs/page.md:6: Type 'number' is not assignable to type 'string'.\n    const b: string = a;",
  ]);
});

test('the examples of README and docstrings are found with their file and line', () => {
  const all = evaluate<{ file: string; line: number; code: string }[]>(
    'all.map(({ file, line, snippet }) => ({ file, line, code: snippet.visibleSource }))',
  );
  const misplaced = all.filter(({ file, line, code }) => {
    const text = readFileSync(join(ROOT, file), 'utf8').split('\n')[line - 1];
    return text?.replace(/^ *\* /, '') !== code.split('\n')[0];
  });
  expect(misplaced).toEqual([]);
  expect(new Set(all.map(({ file }) => file.split('/')[0]))).toEqual(new Set(['README.md', 'src']));
});
