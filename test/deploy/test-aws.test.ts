import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(240_000);

const RUN = join(__dirname, '..', 'aws', 'run.ts');
const folder = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-test-aws-'));
const file = join(folder, 'report.md');

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs it as `npm run test:aws` does. */
function testAws(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    const all = [
      '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      '--disable-warning=ExperimentalWarning',
      RUN,
      ...args,
    ];
    const child = execFile(process.execPath, all, { env: { ...process.env, ...env } }, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? 1, output: stdout + stderr }),
    );
  });
}

const CONNECTION = 'arn:aws:codeconnections:us-east-1:123456789012:connection/0a1b2c3d-0000-1111-2222-333344445555';
const AWS = ['--connection-arn', CONNECTION, '--owner', 'my-org', '--repository', 'infra', '--report', file];

test('a run compares with another setting of the simulator, deletes all, and reports the answers', async () => {
  const settings = '{"uniqueConnectionNames": false}';
  const args = ['--local', '--scenario', 'api', '--settings', settings, '--report', file];
  const { exitCode, output } = await testAws(args);
  expect(output).not.toContain('LEFT BEHIND');
  const report = readFileSync(file, 'utf8');
  expect(report).toContain('## What differs: 1,');
  expect(report).toContain(
    'refused? | no | yes: 400 ValidationException | set `uniqueConnectionNames` in the simulator |',
  );
  expect(report).toContain('| api: deleted | what is left | nothing |');
  expect(report).not.toContain('123456789012');
  expect(exitCode).toBe(1); // one of them is to be changed
});

test.each<[string, string[], NodeJS.ProcessEnv, string]>([
  ['by CI', [...AWS, '--yes'], { CI: 'true' }, 'this is not for CI'],
  ['where another endpoint is set', [...AWS, '--yes'], { CI: '', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'unset it'],
  ['without a connection', ['--yes'], { CI: '' }, '--connection-arn, --owner and --repository are needed'],
  ['for a scenario that there is not', ['--local', '--scenario', 'x'], {}, "but got 'x'"],
  ['with settings that are none', ['--local', '--settings', 'x'], {}, '--settings takes a JSON object'],
])('nothing is done %s', async (_, args, env, message) => {
  const { exitCode, output } = await testAws(args, env);
  expect(output).toContain(message);
  expect(exitCode).toBe(1);
});
