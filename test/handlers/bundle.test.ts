import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { selfSignedCertificate } from './certificate';
import { STACK } from './rig/account';
import { CloudFormationResource } from './rig/cloudformation-resource';
import { CustomResourceRig } from './rig/custom-resource-rig';
import type { Tls } from './rig/rig';
import { SUBJECTS } from './waiter-subjects';

jest.setTimeout(60_000); // hundreds of requests, on a machine that may be busy

const fileOf = (bundle: string) => join(__dirname, '..', '..', 'lib', 'handlers', `${bundle}.js`);
const FILE = fileOf('custom-resource');

describe.each([
  ['custom-resource', 32_500],
  ['connection', 15_000],
  ['sync-monitor', 30_500],
])('the bundle %s', (bundle, bytes) => {
  const code = readFileSync(fileOf(bundle), 'utf8');

  test(`has at most ${bytes} bytes`, () => {
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(bytes);
  });

  test('is plain ASCII', () => {
    expect(code).toMatch(/^[\n\x20-\x7e]*$/);
  });

  test('has nothing that a tool could take for a variable of Fn::Sub', () => {
    expect(code).not.toContain('${');
  });

  test('needs nothing but Node.js', () => {
    const required = [...code.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name);
    expect(required.length).toBeGreaterThan(0);
    expect(required.filter((name) => !builtinModules.includes(name.replace('node:', '')))).toEqual([]);
  });
});

describe('the bundle run by Node.js', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-'));
  const authority = join(folder, 'authority.pem');
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each<[string, Tls | undefined]>([
    ['https, as on AWS', selfSignedCertificate()],
    ['http, as on one machine', undefined],
  ])('responds to CloudFormation: %s', async (_, tls) => {
    const rig = await new CustomResourceRig(tls).start();
    if (tls) writeFileSync(authority, tls.cert);
    // Lambda's runtime loads the module and calls its export; here a child process does.
    rig.invoke = async (event) => {
      const script = `require(${JSON.stringify(FILE)}).handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 1e6 })`;
      const env = {
        AWS_ENDPOINT_URL: rig.url,
        ...rig.credentials,
        STACK_ID: STACK,
        ...(tls && { NODE_EXTRA_CA_CERTS: authority }),
      };
      await promisify(execFile)(process.execPath, ['-e', script], { env });
    };
    try {
      const [connection] = SUBJECTS;
      const ConnectionArn = await connection.create(rig, 'first');
      connection.complete(rig, ConnectionArn);
      const properties = { ConnectionArn, TimeoutInSeconds: 60, ContinueWhenPending: false };
      const response = await new CloudFormationResource(rig, connection.type).create(properties);
      expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ConnectionArn });
      expect(rig.calls).toHaveLength(1);
    } finally {
      await rig.stop();
    }
  });
});
