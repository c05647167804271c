import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { language, missing } from '../../languages/index.ts';
import { synth } from '../../languages/synth.ts';
import { testGitSyncLife } from '../deploy/git-sync-life';
import { copyExample } from './copies';
import { differences, templates } from './templates';

jest.setTimeout(600_000);

process.env.CDK_VALIDATION = 'false'; // of templates: the same for equal ones

const EXAMPLES = join(__dirname, '..', '..', 'examples');
/** A function in TypeScript, and the app around it. */
const TYPESCRIPT_ONLY = ['resolve-sync-blockers'];

const LANGUAGES = ['python', 'java', 'go'];
/** Whether apps in a language can be run on this machine. On a build server no language may be left out. */
const canRun = (name: string) => process.env.CI !== undefined || missing(language(name)) === undefined;

const examplesIn = (name: string) =>
  readdirSync(join(EXAMPLES, name), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !TYPESCRIPT_ONLY.includes(entry.name))
    .map((entry) => entry.name)
    .sort();
const NAMES = examplesIn('typescript');

const scratch = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-examples-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What the READMEs give with `-c`, so that what the apps make of it is compared, too. */
const context = {
  subscriber: 'https://hooks.example.com/your-hook',
  resolve: 'the topic is gone from the template, too',
};

/** What an example holds for a repository of its reader: the files by their paths. */
const repositoryOf = (name: string, example: string) =>
  globSync(join(EXAMPLES, name, example, 'repository', '**/*.*')).map((file) => [
    relative(join(EXAMPLES, name), file),
    readFileSync(file, 'utf8'),
  ]);

test.each(LANGUAGES)('the examples in %s are those in TypeScript, with the same files for a repository', (name) => {
  expect(examplesIn(name)).toEqual(NAMES);
  const repositories = (of: string) => NAMES.flatMap((example) => repositoryOf(of, example));
  expect(repositories(name)).toEqual(repositories('typescript'));
});

describe.each(NAMES)('the example %s, copied out of the repository,', (example) => {
  const synthesised = new Map<string, Promise<string>>();

  /** The assembly of the example, which is synthesised once. */
  function assembly(name: string): Promise<string> {
    const output =
      synthesised.get(name) ??
      copyExample(name, example, scratch).then((app) => synth(name, app, { output: join(app, 'cdk.out'), context }));
    synthesised.set(name, output);
    return output;
  }

  test.each(LANGUAGES.filter(canRun))('makes the same templates in %s as in TypeScript', async (name) => {
    const [expected, actual] = (await Promise.all(['typescript', name].map(assembly))).map(templates);
    const found = differences(expected, actual);
    expect(found.map((difference) => ({ example, language: name, ...difference }))).toEqual([]);
    expect(Object.keys(expected[example]?.Resources ?? {})).not.toEqual([]);
  });
});

// In this file, since two runs of Maven in one folder would disturb each other.
describe.each(['python', 'java'].filter(canRun))('the example git-sync in %s, deployed by the cdk CLI', (name) => {
  const folder = join(name, 'git-sync');
  testGitSyncLife(folder, async () => (await language(name).environment?.(join(EXAMPLES, folder))) ?? {});
});
