process.env.CDK_VALIDATION = 'false';

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnCloudFormationProduct } from 'aws-cdk-lib/aws-servicecatalog';
import { ArgoCdStack } from '../../examples/typescript/argo-cd/argo-cd-stack';
import { pythonEnvironment } from '../../local/aws/python-environment.ts';
import { Connection, ConnectionProductSource } from '../../src';
import { showcase } from './showcase';

const FOLDER = join(__dirname, '..', 'cfn-lint');

interface Violation {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
}

let cfnLint: string;
let python: string;
beforeAll(async () => {
  python = await pythonEnvironment({
    folder: join(FOLDER, '.venv'),
    requirements: join(FOLDER, 'requirements.txt'),
    modules: ['cfnlint'],
    log: console.log,
  });
  cfnLint = join(dirname(python), 'cfn-lint');
}, 300_000);

/** Not faults: a dependency that a reference makes already, and what CDK does for a bucket of access logs. */
const IGNORED = 'W3005,W3045';

/** What cfn-lint finds: the rule, and what is wrong. */
function lint(template: string): string[] {
  const { stdout, error } = spawnSync(cfnLint, ['--format', 'json', '--ignore-checks', IGNORED, '--', template], {
    encoding: 'utf8',
  });
  if (error) throw error;
  const violations: Violation[] = JSON.parse(stdout);
  return violations.map(({ Rule, Message }) => `${Rule.Id}: ${Message}`);
}

test("the templates of all integrations, and of the example argo-cd, are valid by the schemas of CloudFormation's resource types", () => {
  const app = new App();
  showcase(app);
  new ArgoCdStack(app, 'argo-cd');
  for (const { stackName, templateFullPath } of app.synth().stacks) {
    expect([stackName, lint(templateFullPath)]).toEqual([stackName, []]);
  }
}, 120_000);

test('an invalid template is reported', () => {
  const app = new App();
  const [pipelines, builds] = showcase(app);
  const project = builds?.node.findChild('GitLabBuild').node.defaultChild as CfnResource;
  project.addPropertyOverride('Source.Auth.Arn', 'arn');
  const pipeline = pipelines?.node.findChild('Pipeline').node.defaultChild as CfnResource;
  pipeline.addPropertyOverride('Triggers.0.GitConfiguration.Push.0.Branches.Include', ['main']);
  const assembly = app.synth();
  const [first, second] = ['Pipelines', 'Builds'].map((name) => lint(assembly.getStackByName(name).templateFullPath));
  expect(first).toEqual([expect.stringMatching(/^E3002: .*'Include' was unexpected/)]);
  expect(second).toEqual([expect.stringMatching(/^E3002: .*'Arn' was unexpected/)]);
}, 120_000);

test("CloudFormation's schema takes ARNs of the old prefix only for a product", () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  for (const prefix of ['codeconnections', 'codestar-connections']) {
    const arn = `arn:aws:${prefix}:us-east-1:123456789012:connection/0a1b`;
    new CfnCloudFormationProduct(stack, prefix, {
      name: prefix,
      owner: 'platform',
      sourceConnection: ConnectionProductSource.fromConnection({
        connection: Connection.fromConnectionArn(stack, `${prefix}-import`, arn),
        repository: 'my-org/products',
        branch: 'main',
        artifactPath: 'bucket.yaml',
      }),
    });
  }
  const [found, ...others] = lint(app.synth().getStackByName('Stack').templateFullPath);
  expect(found).toMatch(/^E3031: 'arn:aws:codeconnections:.* does not match '\^arn:.*:codestar-connections:/);
  expect(others).toEqual([]);
}, 60_000);

test('model/cloudformation/ has the schemas that this cfn-lint has', () => {
  const root = join(__dirname, '..', '..');
  const renewed = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-schemas-'));
  const contents = (folder: string) =>
    readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
  try {
    const find = 'import cfnlint; print(cfnlint.__path__[0])';
    const cfnlint = execFileSync(python, ['-c', find], { encoding: 'utf8' }).trim();
    execFileSync('node', [join(root, 'scripts', 'renew-schemas.mts'), cfnlint, renewed]);
    expect(contents(renewed)).toHaveLength(14);
    expect(contents(join(root, 'model', 'cloudformation'))).toEqual(contents(renewed));
  } finally {
    rmSync(renewed, { recursive: true });
  }
});
