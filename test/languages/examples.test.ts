import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synth } from '../../languages/synth.ts';
import { differences, templates } from './templates';

jest.setTimeout(600_000);

process.env.CDK_VALIDATION = 'false'; // of templates: the same for equal ones

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const LANGUAGES = ['python', 'java', 'go'];
/** A function in TypeScript, and the app around it. */
const TYPESCRIPT_ONLY = ['resolve-sync-blockers'];

const examplesIn = (language: string) =>
  readdirSync(join(EXAMPLES, language), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !TYPESCRIPT_ONLY.includes(entry.name))
    .map(({ name }) => name)
    .sort();
const NAMES = examplesIn('typescript');

const scratch = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-examples-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test.each(LANGUAGES)('the examples in %s are those in TypeScript', (language) => {
  expect(examplesIn(language)).toEqual(NAMES);
});

describe.each(NAMES)('the example %s', (example) => {
  const synthesised = new Map<string, Promise<string>>();

  /** The assembly of the example, which is synthesised once. */
  function assembly(language: string): Promise<string> {
    let output = synthesised.get(language);
    if (!output) {
      output = synth(language, join(EXAMPLES, language, example), { output: join(scratch, language, example) });
      synthesised.set(language, output);
    }
    return output;
  }

  test.each(LANGUAGES)('makes the same templates in %s as in TypeScript', async (language) => {
    const [expected, actual] = (await Promise.all(['typescript', language].map(assembly))).map(templates);
    const found = differences(expected, actual);
    expect(found.map((difference) => ({ example, language, ...difference }))).toEqual([]);
    expect(Object.keys(expected[example]?.Resources ?? {})).not.toEqual([]);
  });
});
