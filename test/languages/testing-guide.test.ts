/** The code in docs/guides/testing.md, put where the page says, and run by the commands of the page. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CommandError, run } from '../../languages/command.ts';
import { language, missing } from '../../languages/index.ts';
import { copyExample } from './copies';

jest.setTimeout(600_000); // the first test of a language packages the library for it, unless that is done

process.env.CDK_VALIDATION = 'false'; // of templates: not the subject here, and slow

const ROOT = join(__dirname, '..', '..');
const BIN = join(ROOT, 'node_modules', '.bin');
const EXAMPLE = 'git-synced-stack';
const GUIDE = readFileSync(join(ROOT, 'docs', 'guides', 'testing.md'), 'utf8');

const HEADINGS = {
  python: 'Python, with pytest',
  java: 'Java, with JUnit',
  go: 'Go',
  typescript: 'TypeScript, from another process',
};
type Name = keyof typeof HEADINGS;

/** What the tools of each language print of tests that have passed. */
const PASSED: Record<Name, string> = {
  python: '1 passed',
  java: 'Tests run: 1, Failures: 0, Errors: 0, Skipped: 0',
  go: 'ok  \tgit-synced-stack/test\t',
  typescript: 'Tests:       1 passed, 1 total',
};

const scratch = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-guide-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What the page says of a language. */
class Section {
  private readonly text: string;

  constructor(name: Name) {
    this.text = GUIDE.split(/^## /m).find((each) => each.startsWith(`${HEADINGS[name]}\n`)) ?? '';
  }

  /** The files, by their paths in the folder of the app: their blocks follow a line that begins with the path. */
  get files(): Map<string, string> {
    const blocks = this.text.matchAll(/^`([^`]+)`[^\n]*:\n\n^```\w+\n(.*?)^```$/gms);
    return new Map([...blocks].map(([, path = '', code = '']) => [path, code]));
  }

  /** What is added to the end of an element of pom.xml, by the name of the element. */
  get additions(): [string, string][] {
    const blocks = this.text.matchAll(/^```xml\n<(\w+)>\n(.*?)^```$/gms);
    return [...blocks].map(([block, name]) => [
      name === 'dependency' ? 'dependencies' : `${name}s`,
      block.replace(/^```.*\n?/gm, ''),
    ]);
  }

  get command(): string {
    return this.text.match(/^npx cdk-codeconnections-local .*$/m)?.[0] ?? '';
  }
}

/** Does as the page says, and gives what the command prints. Throws if it fails. */
async function testApp(name: Name, folder: string, edit = (code: string) => code): Promise<string> {
  const app = await copyExample(name, EXAMPLE, join(scratch, folder));
  installCommands(join(app, 'node_modules'));
  const section = new Section(name);
  for (const [path, code] of section.files) {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    writeFileSync(join(app, path), edit(code));
  }
  for (const [element, addition] of section.additions) {
    const pom = join(app, 'pom.xml');
    writeFileSync(pom, readFileSync(pom, 'utf8').replace(`</${element}>`, `${addition}</${element}>`));
  }
  if (name === 'typescript') {
    const transform = { '\\.ts$': join(ROOT, 'node_modules', '@swc', 'jest') };
    writeFileSync(join(app, 'jest.config.json'), JSON.stringify({ transform }));
  }
  // Together, since jest, Maven and Go print results on one or the other.
  return run(`${section.command} 2>&1`, [], {
    cwd: app,
    env: await language(name).environment?.(app),
    shell: true,
  });
}

/** Does as `npm install --save-dev aws-cdk cdk-codeconnections-local` does, and tsx and jest for TypeScript. */
function installCommands(modules: string): void {
  const bin = join(modules, '.bin');
  rmSync(bin, { force: true });
  mkdirSync(bin, { recursive: true });
  for (const name of ['cdk', 'tsx', 'jest']) symlinkSync(realpathSync(join(BIN, name)), join(bin, name));
  symlinkSync(join(ROOT, 'local'), join(modules, 'cdk-codeconnections-local'));
  symlinkSync('../cdk-codeconnections-local/lib/cli/bin.js', join(bin, 'cdk-codeconnections-local'));
}

/** On a build server no language may be left out. */
const runs = (name: Name) => process.env.CI !== undefined || missing(language(name)) === undefined;
const NAMES = Object.keys(HEADINGS) as Name[];

test.concurrent.each(NAMES.filter(runs))('the test of an app in the guide passes in %s', async (name) => {
  expect(stripVTControlCharacters(await testApp(name, 'right'))).toContain(PASSED[name]);
});

(runs('python') ? test.concurrent : test.skip)('with a wrong assertion the command fails', async () => {
  const failure = await testApp('python', 'wrong', (code) => code.replace('== "GitHub"', '== "GitLab"')).catch(
    (error: unknown) => error,
  );
  if (!(failure instanceof CommandError)) throw failure;
  expect(stripVTControlCharacters(failure.output)).toContain("AssertionError: assert 'GitHub' == 'GitLab'");
});

test.concurrent('connectSimulator finds the simulator whose command has started the process', async () => {
  const app = join(scratch, 'simulator');
  installCommands(join(app, 'node_modules'));
  const script = `require('cdk-codeconnections-local/simulator').connectSimulator().connections().then(console.log)`;
  writeFileSync(join(app, 'script.cjs'), script);
  const command = 'npx cdk-codeconnections-local simulator --port 0 -- node script.cjs';
  expect(await run(command, [], { cwd: app, shell: true })).toBe('[]\n');
});
