import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../languages/command.ts';
import { language, missing } from '../../languages/index.ts';

jest.setTimeout(600_000); // it packages the library for Python, unless that is done

const ROOT = join(__dirname, '..', '..');

(missing(language('python')) ? test.skip : test)(
  'the examples of README, docs/ and docstrings run as they are translated to Python',
  async () => {
    const env = await language('python').environment?.(__dirname);
    const cwd = mkdtempSync(join(tmpdir(), 'examples-in-docs-')); // some write files
    const script = join(__dirname, 'examples_in_docs.py');
    const printed = await run('python', [script, join(ROOT, '.jsii.tabl.json')], { cwd, env });
    expect(Number(printed)).toBeGreaterThan(40);
  },
);
