import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, run } from '../../languages/command.ts';
import { language, missing } from '../../languages/index.ts';
import { DIST } from '../../languages/library.ts';

jest.setTimeout(600_000); // the first test of a language packages the library for it, unless that is done

const ROOT = join(__dirname, '..', '..');
const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const LOWEST = peerDependencies['aws-cdk-lib'].slice(1);
const OLDER = '2.267.0';

/** What a package manager prints that refuses. */
async function refusal(installation: Promise<string>): Promise<string> {
  const error = await installation.catch((reason: unknown) => reason);
  if (!(error instanceof CommandError)) throw error;
  return error.output;
}

function packageIn(folder: string, pattern: string): string {
  const [file] = globSync(pattern, { cwd: join(DIST, folder) });
  return join(DIST, folder, file ?? '');
}

/** The folder of an app. */
const app = (file: string, content: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'older-cdk-'));
  writeFileSync(join(folder, file), content);
  return folder;
};

describe(`an app with aws-cdk-lib ${OLDER} is told that the library needs ${LOWEST}`, () => {
  test('by npm', async () => {
    await language('js').package();
    const dependencies = { 'aws-cdk-lib': OLDER, constructs: peerDependencies.constructs };
    const cwd = app('package.json', JSON.stringify({ private: true, dependencies }));
    const printed = await refusal(run('npm', ['install', '--dry-run', packageIn('js', '*.tgz')], { cwd }));
    expect(printed).toContain('npm error code ERESOLVE');
    expect(printed).toContain(`npm error Found: aws-cdk-lib@${OLDER}`);
    expect(printed).toContain(`npm error peer aws-cdk-lib@"^${LOWEST}" from cdk-codeconnections@`);
  });

  (missing(language('python')) ? test.skip : test)('by pip', async () => {
    const cwd = app('constraints.txt', `aws-cdk-lib==${OLDER}\n`);
    const env = await language('python').environment?.(cwd);
    const options = ['-m', 'pip', 'install', '--dry-run', '--constraint', 'constraints.txt'];
    const printed = await refusal(run('python', [...options, packageIn('python', '*.whl')], { cwd, env }));
    expect(printed).toMatch(new RegExp(`cdk-codeconnections \\S+ depends on aws-cdk-lib<3\\.0\\.0 and >=${LOWEST}`));
    expect(printed).toContain(`The user requested (constraint) aws-cdk-lib==${OLDER}`);
  });
});
