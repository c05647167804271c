import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** The modules of aws-cdk-lib that a process loads when it runs the script, compiled as it goes. */
function loadedBy(script: string): string[] {
  const list = `Object.keys(require.cache).flatMap((file) => /aws-cdk-lib[/\\\\](aws-[a-z0-9]+)/.exec(file)?.[1] ?? [])`;
  const source = `${script}; process.stdout.write(JSON.stringify([...new Set(${list})]))`;
  const output = execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', source], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

const inStack = (statement: string) =>
  `const { App, Stack } = require('aws-cdk-lib'); const stack = new Stack(new App(), 'Stack');
   const { Connection, Host, ProviderType } = require('./src');
   const props = { providerType: ProviderType.GITHUB_ENTERPRISE_SERVER, providerEndpoint: 'https://ghes' };
   ${statement}`;

test.each([
  ['is imported', "require('./src')"],
  [
    'makes a host without a VPC, and a connection on it',
    inStack("new Connection(stack, 'C', { host: new Host(stack, 'H', props) })"),
  ],
])('aws-ec2, which takes longer to load than all the rest, is not loaded when the library %s', (_, script) => {
  const loaded = loadedBy(script);
  expect(loaded).toContain('aws-iam'); // the list is not empty for another reason
  expect(loaded).not.toContain('aws-ec2');
});

test('the modules of services that read repositories by themselves are not loaded when the library is imported', () => {
  const services = ['aws-eks', 'aws-omics', 'aws-sagemaker', 'aws-servicecatalog'];
  expect(loadedBy("require('./src')").filter((module) => services.includes(module))).toEqual([]);
});

test('aws-ec2 is loaded when a host is in a VPC', () => {
  const vpc = "vpc: { vpcId: 'vpc-1', selectSubnets: () => ({ subnetIds: ['subnet-1'] }) }, securityGroups: [{}]";
  expect(loadedBy(inStack(`new Host(stack, 'H', { ...props, ${vpc} })`))).toContain('aws-ec2');
});

test('every class can be used as its interfaces in an app with exactOptionalPropertyTypes', () => {
  const file = 'test/types/exact-optional-property-types.ts';
  const options =
    '--ignoreConfig --noEmit --pretty false --strict --exactOptionalPropertyTypes --skipLibCheck ' +
    '--experimentalDecorators --esModuleInterop --module node16 --target es2022 --types node';
  const tsc = [require.resolve('typescript/bin/tsc'), ...options.split(' '), file];
  const { stdout, error } = spawnSync(process.execPath, tsc, { cwd: ROOT, encoding: 'utf8' });
  expect(error).toBeUndefined();
  // our sources are not compiled with this option: only what an app sees of them counts
  const errors = stdout.split('\n').filter((line) => line !== '' && !/^(src\/| )/.test(line));
  expect(errors).toEqual([]);
}, 60_000);
