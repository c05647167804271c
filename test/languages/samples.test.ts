import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { library } from '../../languages/library.ts';

jest.setTimeout(600_000); // it compiles the library, unless that is done

const ROOT = join(__dirname, '..', '..');

/** One example, in TypeScript (`$`) and in what jsii-rosetta makes of it. */
type Sample = Record<'$' | 'python' | 'java' | 'csharp' | 'go', string>;

/** Prints what Python cannot parse, and names that are spelt as in TypeScript, also inside f-strings. */
const PYTHON = `
import ast, json, re, sys
for line in sys.stdin:
    try:
        tree = ast.parse(json.loads(line))
    except SyntaxError as error:
        print(f"{error.msg}: {error.text.strip()}")
        continue
    for node in ast.walk(tree):
        name = getattr(node, "attr", None) or getattr(node, "arg", None)
        if isinstance(name, str) and re.match("[a-z]+[A-Z]", name):
            print(f"{name} is spelt as in TypeScript")
`;

function problemsInPython(samples: readonly Pick<Sample, 'python'>[]): string[] {
  const input = samples.map(({ python }) => `${JSON.stringify(python)}\n`).join('');
  const { stdout, stderr, status } = spawnSync('python3', ['-c', PYTHON], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\n').filter(Boolean);
}

/** A property that is read as in TypeScript: it is `getNode()` in Java and `Node` in C#. */
function problemsIn(code: string): string[] {
  const lines = code.split('\n').filter((line) => !/^(import|using) /.test(line));
  const bare = lines.join('\n').replace(/(?<!\$)"(?:[^"\\]|\\.)*"|\/\/.*/g, '""');
  return [...bare.matchAll(/(?<![\w.])(?!this\.)[A-Za-z]\w*\.[a-z]\w*\b(?!\()/g)].map(([access]) => access);
}

test('the examples are translated into each language', async () => {
  await library();
  const tablet = JSON.parse(readFileSync(join(ROOT, '.jsii.tabl.json'), 'utf8'));
  const samples: Sample[] = Object.values<{ translations: Record<string, { source: string }> }>(tablet.snippets).map(
    ({ translations }) =>
      Object.fromEntries(Object.entries(translations).map(([language, { source }]) => [language, source])) as Sample,
  );
  expect(samples.length).toBeGreaterThan(25);
  for (const sample of samples) {
    expect(Object.keys(sample).sort()).toEqual(['$', 'csharp', 'go', 'java', 'python']);
  }
  expect(problemsInPython(samples)).toEqual([]);
  expect(samples.flatMap(({ java }) => problemsIn(java))).toEqual([]);
  expect(samples.flatMap(({ csharp }) => problemsIn(csharp))).toEqual([]);
});

describe('a translation is refused', () => {
  test('that Python cannot parse', () => {
    expect(problemsInPython([{ python: 'ok()' }, { python: '{ "f"{x}": "y" }' }])).toEqual([
      expect.stringContaining('"f"{x}": "y"'),
    ]);
  });

  test.each(['f"{Event.syncTarget}"', 'event.syncTarget', 'Link(ownerId="me")'])('%s in Python', (python) => {
    expect(problemsInPython([{ python }])).toEqual([expect.stringMatching(/(syncTarget|ownerId) is spelt/)]);
  });

  test.each([
    ['connection.grants.read(role);', 'connection.grants'],
    ['var text = $"is {SyncEvent.commit}";', 'SyncEvent.commit'],
  ])('%s in Java or C#', (code, problem) => {
    expect(problemsIn(code)).toEqual([problem]);
  });

  test.each(['connection.getGrants().read("a.b");', 'this.topic = topic; // a.b', 'import a.b.c;', 'using a.b;'])(
    'but not %s',
    (code) => {
      expect(problemsIn(code)).toEqual([]);
    },
  );
});
