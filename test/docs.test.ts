process.env.CDK_VALIDATION = 'false';

import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-codeconnections';
import { Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { ManualApprovalAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnCapability } from 'aws-cdk-lib/aws-eks';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnWorkflow } from 'aws-cdk-lib/aws-omics';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnCloudFormationProduct } from 'aws-cdk-lib/aws-servicecatalog';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { Connection, RepositoryLink, SyncConfiguration } from '../src';

const ROOT = join(__dirname, '..');
const UUID = '39e4c34d-e13a-4e94-a886-ea67651bf042';
const CONNECTION_ARN = `arn:aws:codeconnections:us-east-1:123456789012:connection/${UUID}`;
const LINK_ARN = `arn:aws:codestar-connections:us-east-1:123456789012:repository-link/${UUID}`;
const env = { account: '123456789012', region: 'us-east-1' };

interface Example {
  readonly file: string;
  readonly line: number;
  readonly fixture: string;
  readonly code: string;
}

const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT })];

const examples: Example[] = pages.flatMap((file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/^```ts(?: fixture=([\w-]+))?\n(.*?)^```$/gms)].map(({ 1: fixture, 2: code, index }) => ({
    file,
    line: text.slice(0, index).split('\n').length,
    fixture: fixture ?? 'default',
    code: code ?? '',
  }));
});

/** What the fixtures and the examples declare to be there, as far as the example mentions it. */
function given(app: App, { code }: Example): Map<string, unknown> {
  const stack = new Stack(app, 'Given', { env });
  const connection = Connection.fromConnectionArn(stack, 'Connection', CONNECTION_ARN);
  const link = RepositoryLink.fromRepositoryLinkAttributes(stack, 'Link', { repositoryLinkArn: LINK_ARN, connection });
  const all: Record<string, () => unknown> = {
    app: () => app,
    bucket: () => new Bucket(stack, 'Bucket'),
    connection: () => connection,
    link: () => link,
    key: () => new Key(stack, 'Key'),
    role: () => new Role(stack, 'Role', { assumedBy: new AccountRootPrincipal() }),
    stack: () => stack,
    topic: () => new Topic(stack, 'Topic'),
    vpc: () => new Vpc(stack, 'Vpc'),
    sync: () =>
      new SyncConfiguration(stack, 'Sync', {
        repositoryLink: link,
        branch: 'main',
        configFile: 'given.yaml',
        stackName: 'given',
      }),
    l1: () => new CfnConnection(stack, 'L1', { connectionName: 'l1', providerType: 'GitHub' }),
    capability: () =>
      new CfnCapability(stack, 'Capability', {
        clusterName: 'given',
        capabilityName: 'given',
        type: 'ARGOCD',
        roleArn: 'arn:aws:iam::123456789012:role/given',
        deletePropagationPolicy: 'RETAIN',
      }),
    product: () => new CfnCloudFormationProduct(stack, 'Product', { name: 'given', owner: 'given' }),
    workflow: () => new CfnWorkflow(stack, 'Workflow', {}),
    pipeline: () => new Pipeline(stack, 'Pipeline', { pipelineType: PipelineType.V2 }),
  };
  const mentioned = Object.entries(all).filter(([name]) => new RegExp(`\\b${name}\\b`).test(code));
  return new Map(mentioned.map(([name, make]) => [name, make()]));
}

type StackClass = new (scope: Construct, id: string, props: StackProps) => Stack;

/** The stack of an example, completed like jsii-rosetta completes it to compile it. */
function stackOf({ fixture, code }: Example, there: Map<string, unknown>): StackClass {
  const isImport = (line: string) => line.startsWith('import ');
  const lines = code.split('\n');
  const body = lines.filter((line) => !isImport(line)).join('\n');
  const module = readFileSync(join(ROOT, 'rosetta', `${fixture}.ts-fixture`), 'utf8')
    .replace('/// here', () => body)
    .replace(/id: string\) \{(\s+)super\(scope, id\)/, 'id: string, props) {$1super(scope, id, props)');
  const { code: compiled } = transformSync(`${lines.filter(isImport).join('\n')}\n${module}\nexport { Example };`, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const exported = {} as { Example: StackClass };
  new Function('exports', 'require', ...there.keys(), compiled)(exported, require, ...there.values());
  return exported.Example;
}

const cwd = process.cwd();
const workingTree = mkdtempSync(join(tmpdir(), 'docs-'));
mkdirSync(join(workingTree, '.git'));

beforeAll(() => process.chdir(workingTree)); // some examples write into it
afterAll(() => {
  process.chdir(cwd);
  rmSync(workingTree, { recursive: true, force: true });
});

test.each(examples)('the example in line $line of $file synthesises', (example) => {
  const app = new App();
  const there = given(app, example);
  const ExampleStack = stackOf(example, there);
  new ExampleStack(app, 'Example', { env });
  const pipeline = there.get('pipeline') as Pipeline | undefined;
  pipeline?.addStage({ stageName: 'Approval', actions: [new ManualApprovalAction({ actionName: 'Approval' })] });
  expect(() => app.synth()).not.toThrow();
});
