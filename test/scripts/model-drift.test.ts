import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';

const ROOT = join(__dirname, '..', '..');
const FILES = { codeconnections: '2023-12-01', 'codestar-connections': '2019-12-01' } as const;
type Service = keyof typeof FILES;

const own = (service: Service) => JSON.parse(readFileSync(join(ROOT, 'model', `${service}.json`), 'utf8'));
const VERSION: string = own('codeconnections').source.replace('botocore ', '');
const NEWER = '999.0.0';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'model-drift-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A package botocore with our models, and what `change` makes of the current one. */
function botocore(version: string, change = (_model: ReturnType<typeof own>) => {}): string {
  const root = join(folder, 'botocore');
  for (const [service, apiVersion] of Object.entries(FILES)) {
    const { source: _, ...model } = own(service as Service);
    if (service === 'codeconnections') change(model);
    const file = join(root, 'data', service, apiVersion, 'service-2.json.gz');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, gzipSync(JSON.stringify({ ...model, documentation: 'a text of AWS' })));
  }
  writeFileSync(join(root, '__init__.py'), `import os\n\n__version__ = '${version}'\n`);
  return root;
}

function wheel(root: string): string {
  const file = join(folder, 'botocore.whl');
  execFileSync('python3', ['-m', 'zipfile', '-c', file, root], { cwd: folder });
  return file;
}

function drift(...args: string[]) {
  const script = join(ROOT, 'scripts', 'model-drift.mts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr: stderr.replace(/^.*Warning.*$/gm, '').trim() };
}

test.each([
  ['of the same version', VERSION],
  ['that is newer', NEWER],
])('a botocore %s with the same model is no drift', (_, version) => {
  expect(drift(botocore(version))).toMatchObject({ status: 0, stdout: expect.stringContaining('has the same model') });
});

test('a wheel is read as well as a folder', () => {
  expect(drift(wheel(botocore(NEWER)))).toMatchObject({ status: 0, stdout: expect.stringContaining(NEWER) });
});

test('what differs is told by operation and shape', () => {
  const root = botocore(NEWER, ({ metadata, operations, shapes }) => {
    metadata.protocols.push('json-2');
    operations.RenameHost = operations.UpdateHost;
    delete operations.GetHost;
    operations.CreateHost.errors.push({ shape: 'ConflictException' });
    operations.CreateConnection.input.shape = 'CreateHostInput';
    shapes.ProviderType.enum.push('Gitea');
    shapes.NextToken.max = 4096;
    shapes.CreateHostInput.members.Region = { shape: 'Url' };
    shapes.CreateHostInput.required.pop();
    shapes.ConflictException.error.httpStatusCode = 400;
    shapes.Forge = { type: 'string' };
  });
  const { status, stdout } = drift(root);
  expect(status).toBe(1);
  expect(stdout.slice(stdout.indexOf('## '), stdout.indexOf('\nTo take it'))).toBe(
    `## codeconnections

- metadata
  - protocols: json-2 is new
- operation CreateConnection
  - input.shape: CreateConnectionInput, now CreateHostInput
- operation CreateHost
  - errors: ConflictException is new
- operation GetHost
  - gone
- operation RenameHost
  - new
- shape ConflictException
  - error.httpStatusCode: 409, now 400
- shape CreateHostInput
  - required: ProviderEndpoint is gone
  - members.Region.shape: Url is new
- shape Forge
  - new
- shape NextToken
  - max: 2048, now 4096
- shape ProviderType
  - enum: Gitea is new
`,
  );
});

test('an older botocore is never proposed, and never taken', () => {
  const root = botocore('1.9.99', ({ operations }) => delete operations.GetHost);
  expect(drift(root)).toMatchObject({ status: 0, stdout: expect.stringContaining('there is nothing to take') });
  const script = join(ROOT, 'scripts', 'renew-model.mts');
  const taken = spawnSync(process.execPath, [script, root], { encoding: 'utf8' });
  expect(taken).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(`botocore 1.9.99 is older than ${VERSION}`),
  });
});

test('what is not botocore is refused', () => {
  const root = botocore(NEWER);
  writeFileSync(join(root, '__init__.py'), '');
  expect(drift(root)).toMatchObject({ status: 1, stderr: expect.stringContaining('is not the package botocore') });
  expect(drift(join(folder, 'none.whl')).status).toBe(1);
});

describe('the weekly workflow', () => {
  const { jobs } = parse(readFileSync(join(ROOT, '.github', 'workflows', 'model-drift.yml'), 'utf8'));
  const runs: string[] = jobs.compare.steps.flatMap(({ run }: { run?: string }) => run ?? []);

  /** Runs the command that tells of the drift, with a `gh` that says which issue is open, and logs how it is called. */
  function told(open: string): string {
    const gh = join(folder, 'gh');
    writeFileSync(gh, `#!/bin/sh\nif [ "$2" = list ]; then echo "${open}"; else echo "$@"; fi\n`, { mode: 0o755 });
    return execFileSync('bash', ['-e', '-c', runs.at(-1) ?? ''], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    }).trim();
  }

  test('compares with the newest botocore, and writes a report only if something differs', () => {
    expect(runs[0]).toBe('node scripts/model-drift.mts --report model-drift.md');
    const report = join(folder, 'model-drift.md');
    expect(drift('--report', report, botocore(NEWER)).status).toBe(0);
    expect(existsSync(report)).toBe(false);
    expect(
      drift(
        '--report',
        report,
        botocore(NEWER, ({ shapes }) => shapes.ProviderType.enum.pop()),
      ).status,
    ).toBe(0);
    expect(readFileSync(report, 'utf8')).toContain('- shape ProviderType');
  });

  test('opens an issue, or renews the one that is open', () => {
    expect(told('')).toBe("issue create --title AWS's model of the service has changed --body-file model-drift.md");
    expect(told('7')).toBe('issue edit 7 --body-file model-drift.md');
  });
});
