process.env.CDK_VALIDATION = 'false'; // CDK's own rules are not the subject, and cost a second

import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  Annotations,
  App,
  CfnOutput,
  CfnParameter,
  CfnResource,
  CfnRule,
  CustomResourceProvider,
  CustomResourceProviderRuntime,
  type IStackSynthesizer,
  Lazy,
  NestedStack,
  Stack,
  type StackProps,
  Stage,
  Tags,
} from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { parse } from 'yaml';
import * as lib from '../../src';
import { GitSyncSynthesizer, type GitSyncSynthesizerProps } from '../../src';
import { RESOURCES } from '../../src/handlers/resources';
import { ACCOUNT, arnOf, REGION, UUID } from '../resources';

const ROOT = join(__dirname, '..', '..');
const ENV = { account: ACCOUNT, region: REGION };

let repository: string;
let said: string;

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'git-sync-'));
  mkdirSync(join(repository, '.git'));
  said = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(repository, { recursive: true, force: true });
});

const synthesizer = (name = 'prod', props: Partial<GitSyncSynthesizerProps> = {}) =>
  new GitSyncSynthesizer({
    templateFile: `templates/${name}.json`,
    deploymentFile: `deploy/${name}.yaml`,
    repositoryRoot: repository,
    ...props,
  });

const syncedStack = (
  app: App | Stage,
  props: Partial<GitSyncSynthesizerProps> = {},
  stackProps: StackProps = {},
  id = 'Prod',
) => new Stack(app, id, { ...stackProps, synthesizer: synthesizer(id.toLowerCase(), props) });

const read = (name: string) => readFileSync(join(repository, name), 'utf8');
const given = (name: string, text: string) => {
  mkdirSync(dirname(join(repository, name)), { recursive: true });
  writeFileSync(join(repository, name), text);
};
/** What stands in the working tree. */
const files = () =>
  readdirSync(repository, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(repository.length + 1))
    .sort();

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('what is written', () => {
  test('is the template and its deployment file, in the working tree', () => {
    const app = new App();
    const stack = syncedStack(app, { parameters: { Size: 'small' } }, { tags: { team: 'platform' } });
    new CfnParameter(stack, 'Size');
    new Topic(stack, 'Topic');
    app.synth();
    expect(files()).toEqual(['deploy/prod.yaml', 'templates/prod.json']);
    expect(read('deploy/prod.yaml')).toBe(
      'template-file-path: templates/prod.json\nparameters:\n  Size: small\ntags:\n  team: platform\n',
    );
    const template = JSON.parse(read('templates/prod.json'));
    expect(Object.values(template.Resources)).toMatchObject([{ Type: 'AWS::SNS::Topic' }]);
    expect(Object.keys(template.Parameters)).toEqual(['Size']);
    expect(template.Rules).toBeUndefined();
    expect(said).toContain('Git sync: + templates/prod.json\n');
    expect(said).toContain('Git sync: deploy/prod.yaml: + parameters.Size: "small"\n');
  });

  test('is not touched by a second synth, and no line is said', () => {
    const synth = () => {
      const app = new App();
      new Topic(syncedStack(app, { templateFile: 'prod.yaml' }), 'Topic');
      app.synth();
      return files().map((name) => statSync(join(repository, name), { bigint: true }).mtimeNs);
    };
    const first = synth();
    said = '';
    expect(synth()).toEqual(first);
    expect(said).toBe('');
  });

  test('is the same template as YAML', () => {
    for (const templateFile of ['a.json', 'a.yml']) {
      const app = new App();
      const stack = syncedStack(app, { templateFile });
      useEverything(stack);
      for (const [id, value] of Object.entries({ A: '=', B: 'yes', C: '012', D: '2012-10-17', E: ' a\n  b\n\n' }))
        new CfnOutput(stack, id, { value });
      app.synth();
    }
    const json = JSON.parse(read('a.json'));
    for (const version of ['1.1', '1.2'] as const) expect(parse(read('a.yml'), { version })).toEqual(json);
  });

  test('keeps what else stands in the deployment file', () => {
    given(
      'deploy/prod.yaml',
      '# ours\ntemplate-file-path: old.json\nparameters:\n  Image: "17" # by the pipeline\n  Gone: x\nmine: 1\ntags: {by: hand}\n',
    );
    const app = new App();
    const stack = syncedStack(app, { parameters: { Size: 'large' } });
    for (const id of ['Image', 'Size']) new CfnParameter(stack, id);
    new Topic(stack, 'Topic');
    app.synth();
    expect(read('deploy/prod.yaml')).toBe(
      '# ours\ntemplate-file-path: templates/prod.json\nparameters:\n  Image: "17" # by the pipeline\n  Size: large\nmine: 1\ntags: { by: hand }\n',
    );
    expect(said).toContain('deploy/prod.yaml: - parameters.Gone: "x"');
  });

  test('has Windows line endings where it had them', () => {
    const synth = () => {
      const app = new App();
      new Topic(syncedStack(app), 'Topic');
      app.synth();
    };
    synth();
    given('templates/prod.json', read('templates/prod.json').replaceAll('\n', '\r\n'));
    given('deploy/prod.yaml', read('deploy/prod.yaml').replaceAll('\n', '\r\n'));
    said = '';
    synth();
    expect(said).toBe('');
    given('templates/prod.json', '{}\r\n');
    synth();
    expect(read('templates/prod.json').replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('is nothing that cdk deploy would deploy, beside stacks that it does deploy', () => {
    const app = new App();
    new Topic(syncedStack(app), 'Topic');
    new Topic(new Stack(app, 'Deployed'), 'Topic');
    const assembly = app.synth();
    expect(assembly.stacksRecursively.map(({ id }) => id)).toEqual(['Deployed']);
    const ids = assembly.artifacts.map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('Prod'))).toEqual([]);
  });

  test('comes from stacks in Stages as well', () => {
    const app = new App();
    for (const id of ['Test', 'Live']) {
      const stage = new Stage(app, id);
      new Topic(new Stack(stage, 'Stack', { synthesizer: synthesizer(id) }), 'Topic');
    }
    app.synth();
    expect(files()).toEqual(['deploy/Live.yaml', 'deploy/Test.yaml', 'templates/Live.json', 'templates/Test.json']);
  });

  test('is made again by another synth of the same app', () => {
    const app = new App();
    new Topic(syncedStack(app), 'Topic');
    app.synth();
    rmSync(join(repository, 'deploy/prod.yaml'));
    app.synth({ force: true });
    expect(files()).toContain('deploy/prod.yaml');
  });

  test('is found by the nearest .git upwards, which may be a file', () => {
    const inner = join(repository, 'apps', 'one');
    mkdirSync(join(inner, 'src'), { recursive: true });
    const cwd = jest.spyOn(process, 'cwd').mockReturnValue(join(inner, 'src'));
    const synth = () => {
      const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'git-sync-out-')) });
      new Topic(syncedStack(app, { repositoryRoot: undefined, templateFile: 't.json' }), 'Topic');
      rmSync(app.synth().directory, { recursive: true });
    };
    synth();
    expect(existsSync(join(repository, 't.json'))).toBe(true);
    given('apps/one/.git', 'gitdir: elsewhere\n');
    synth();
    expect(existsSync(join(inner, 't.json'))).toBe(true);
    rmSync(join(repository, '.git'), { recursive: true });
    rmSync(join(inner, '.git'));
    expect(synth).toThrow(`there is no .git in '${join(inner, 'src')}' or above: give a repositoryRoot`);
    cwd.mockRestore();
  });
});

/** Every custom resource of the library. */
function useEverything(stack: Stack): void {
  const connection = lib.Connection.fromConnectionArn(stack, 'Connection', arnOf(`connection/${UUID}`));
  const host = lib.Host.fromHostArn(stack, 'Host', arnOf('host/ghes-12345678'));
  const linkArn = arnOf(`repository-link/${UUID}`, 'codestar-connections');
  const repositoryLink = lib.RepositoryLink.fromRepositoryLinkArn(stack, 'Link', linkArn);
  new lib.AvailableConnection(stack, 'AvailableConnection', {
    connection,
    notificationTopic: new Topic(stack, 'Topic'),
  });
  new lib.AvailableHost(stack, 'AvailableHost', { host });
  new lib.ConnectionLookup(stack, 'ConnectionLookup', { connectionName: 'github' });
  new lib.HostLookup(stack, 'HostLookup', { hostName: 'ghes' });
  new lib.RepositoryLinkLookup(stack, 'LinkLookup', { ownerId: 'my-org', repositoryName: 'infra' });
  new lib.RepositorySyncDefinitions(stack, 'Definitions', { repositoryLink });
  const syncConfiguration = new lib.SyncConfiguration(stack, 'Sync', {
    repositoryLink,
    branch: 'main',
    configFile: 'deploy.yaml',
    stackName: 'other',
    role: Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/git-sync`),
    pullRequestComment: true,
  });
  new lib.SyncBlockerResolution(stack, 'Resolution', { syncConfiguration, reason: 'reviewed' });
  new lib.SuccessfulSync(stack, 'Successful', { syncConfiguration });
}

test('every custom resource of this library can be in a stack that Git sync keeps', () => {
  const app = new App();
  useEverything(syncedStack(app, {}, { env: ENV }));
  app.synth();
  const { Resources } = JSON.parse(read('templates/prod.json')) as { Resources: Record<string, { Type: string }> };
  const types = new Set(Object.values(Resources).map(({ Type }) => Type));
  expect(RESOURCES.map(({ resourceType }) => resourceType).filter((type) => !types.has(type))).toEqual([]);
  expect(Buffer.byteLength(read('templates/prod.json'))).toBeLessThan(51_200);
  expect(said).not.toContain('bytes');
});

describe('what Git sync cannot carry', () => {
  test('is refused all at once, each by its path and with a way out, and nothing is written', () => {
    const app = new App();
    const stack = syncedStack(
      app,
      {},
      { env: ENV, terminationProtection: true, notificationArns: [`arn:aws:sns:${REGION}:${ACCOUNT}:t`] },
    );
    new LambdaFunction(stack, 'Function', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromAsset(join(ROOT, 'rosetta')),
    });
    new Asset(stack, 'Asset', { path: join(ROOT, 'LICENSE') });
    given('image/Dockerfile', 'FROM scratch\n');
    given('handler/index.js', '');
    new DockerImageAsset(stack, 'Image', { directory: join(repository, 'image') });
    CustomResourceProvider.getOrCreate(stack, 'Custom::Mine', {
      codeDirectory: join(repository, 'handler'),
      runtime: CustomResourceProviderRuntime.NODEJS_22_X,
    });
    const nested = new NestedStack(stack, 'Nested');
    new Topic(nested, 'Topic');
    new Asset(nested, 'AssetInIt', { path: join(ROOT, 'README.md') });
    new CfnRule(stack, 'CheckBootstrapVersion', { assertions: [] });
    Annotations.of(stack).addError('mine is wrong');
    const deployed = new Stack(app, 'Deployed', { env: ENV });
    new CfnOutput(deployed, 'Name', { value: new Topic(stack, 'Topic').topicName });
    const other = syncedStack(app, {}, {}, 'Other');
    new Asset(other, 'AssetOfOther', { path: join(ROOT, 'package.json') });

    const message = messageOf(() => app.synth());
    for (const finding of [
      '[Prod/Function/Code] needs a file asset, and nothing uploads it: put code inline',
      '[Prod/Asset] needs a file asset',
      '[Prod/Custom::MineCustomResourceProvider] needs a file asset',
      '[Prod/Nested/AssetInIt] needs a file asset',
      '[Prod/Image] needs an image asset, and nothing builds and pushes it: refer to an image',
      '[Prod/Nested] is a nested stack, whose template nothing uploads: make it a stack of its own',
      '[Prod/CheckBootstrapVersion] asks for a bootstrapped account',
      '[Prod] has terminationProtection',
      '[Prod] has notificationArns',
      '[Prod] mine is wrong',
      "[Deployed] depends on 'Prod'",
      '[Other/AssetOfOther] needs a file asset',
    ]) {
      expect(message).toContain(`\n  ${finding}`);
    }
    expect(message.match(/needs a file asset/g)).toHaveLength(5);
    expect(message.match(/is a nested stack/g)).toHaveLength(1);
    expect(files()).toEqual(['handler/index.js', 'image/Dockerfile']);
  });

  test('includes references to another Region, which need a custom resource with an asset', () => {
    const app = new App();
    const stack = syncedStack(app, {}, { env: ENV, crossRegionReferences: true });
    const far = new Stack(app, 'Far', { env: { ...ENV, region: 'us-east-1' }, crossRegionReferences: true });
    const bucket = new Bucket(far, 'Bucket');
    new CfnOutput(stack, 'Name', { value: bucket.bucketName });
    new Topic(stack, 'Topic');
    const message = messageOf(() => app.synth());
    expect(message).toMatch(
      /\[Prod\/Custom::CrossRegionExportReader\w*\] needs a file asset.*pass the value by an SSM parameter/,
    );
  });

  test('does not include what is exported by a stack that is deployed, or by another that is synced', () => {
    const app = new App();
    const deployed = new Topic(new Stack(app, 'Deployed'), 'Topic');
    const first = syncedStack(app, {}, {}, 'First');
    const second = syncedStack(app, {}, {}, 'Second');
    new CfnOutput(first, 'Name', { value: deployed.topicName });
    new CfnOutput(second, 'Name', { value: new Topic(first, 'Topic').topicName });
    new Topic(second, 'Topic');
    app.synth();
    expect(read('templates/first.json')).toContain('"Fn::ImportValue": "Deployed:');
    expect(read('templates/second.json')).toContain('"Fn::ImportValue": "First:');
  });

  test('includes look-ups without values, unless the CLI is there to look up', () => {
    const synth = (context: object = {}) => {
      const app = new App({ context: context as Record<string, unknown> });
      const stack = syncedStack(app, {}, { env: ENV });
      new CfnOutput(stack, 'VpcId', { value: Vpc.fromLookup(stack, 'Vpc', { isDefault: true }).vpcId });
      new Topic(stack, 'Topic');
      return app.synth();
    };
    expect(synth).toThrow(
      /\[Prod\] stands on a look-up without a value, 'vpc-provider:account=\d+:.*': run 'cdk synth', .* cdk\.context\.json/,
    );
    const cli = process.env.CDK_CLI_VERSION;
    process.env.CDK_CLI_VERSION = '2.1148.1';
    let key = '';
    try {
      key = synth().manifest.missing?.[0]?.key ?? '';
    } finally {
      if (cli === undefined) delete process.env.CDK_CLI_VERSION;
      else process.env.CDK_CLI_VERSION = cli;
    }
    expect(said).toContain('nothing is written before 1 look-up(s) of the CLI');
    expect(files()).toEqual([]);
    synth({
      [key]: {
        vpcId: 'vpc-12345',
        vpcCidrBlock: '10.0.0.0/16',
        ownerAccountId: ACCOUNT,
        availabilityZones: [],
        subnetGroups: [],
      },
    });
    expect(read('templates/prod.json')).toContain('vpc-12345');
  });
});

describe('bad input', () => {
  const withTopic = (props: Partial<GitSyncSynthesizerProps> = {}, build: (stack: Stack) => void = () => undefined) => {
    const app = new App();
    const stack = syncedStack(app, props, { env: ENV });
    new Topic(stack, 'Topic');
    build(stack);
    return () => app.synth();
  };

  test.each([
    [{ templateFile: '../t.json' }, "'templateFile' must be a path from the root of the repository"],
    [{ deploymentFile: '/etc/d.yaml' }, "'deploymentFile' must be a path from the root of the repository"],
    [{ templateFile: 't.txt' }, "'templateFile' must end in .json, .yaml or .yml, got 't.txt'"],
    [{ templateFile: 'a.yaml', deploymentFile: 'a.yaml' }, "must be two files, got 'a.yaml' for both"],
  ])('%j is refused', (props, message) => {
    expect(() => synthesizer('prod', props)).toThrow(message);
  });

  test('two stacks that would write the same file are refused, also in two Stages', () => {
    const app = new App();
    for (const id of ['Test', 'Live']) {
      const stack = new Stack(new Stage(app, id), 'Stack', { synthesizer: synthesizer('same') });
      new Topic(stack, 'Topic');
    }
    expect(() => app.synth()).toThrow(
      /\[Test\/Stack, Live\/Stack\] would write the same file '.*templates\/same\.json'/,
    );
    expect(files()).toEqual([]);
  });

  test('a synthesizer is for one stack', () => {
    const app = new App();
    const one: IStackSynthesizer = synthesizer();
    new Stack(app, 'One', { synthesizer: one });
    expect(() => new Stack(app, 'Two', { synthesizer: one })).toThrow('can only be used for one Stack');
  });

  test('a deployment file that cannot be read is refused by line and column, and stays', () => {
    given('deploy/prod.yaml', 'template-file-path: [\n');
    expect(withTopic()).toThrow(/\[Prod\] deploy\/prod\.yaml:2:1: not YAML/);
    expect(read('deploy/prod.yaml')).toBe('template-file-path: [\n');
    expect(files()).toEqual(['deploy/prod.yaml']);
  });

  test('values that do not fit the template, secrets and tokens are refused by name', () => {
    const synth = withTopic(
      { parameters: { Sise: 'x', Password: 'hunter2', Region: Lazy.string({ produce: () => 'later' }) } },
      (stack) => {
        new CfnParameter(stack, 'Size');
        new CfnParameter(stack, 'Password', { noEcho: true });
        new CfnParameter(stack, 'Region');
        Tags.of(stack).add('owner', stack.stackId);
      },
    );
    const message = messageOf(synth);
    expect(message).toContain("[Prod] deploy/prod.yaml: 'parameters.Sise' is not declared by the template");
    expect(message).toContain("'parameters.Size' must have a value");
    expect(message).toContain("'parameters.Password' is declared with NoEcho");
    expect(message).toContain("'parameters.Region' is known only at deployment");
    expect(message).toContain("'tags.owner' is known only at deployment");
    expect(message).not.toContain('hunter2');
  });

  test('more than Git sync and CloudFormation take is refused', () => {
    const many = (count: number, make: (stack: Stack, id: string) => unknown) => (stack: Stack) => {
      for (let i = 0; i < count; i++) make(stack, `X${i}`);
    };
    const output = (stack: Stack, id: string) => new CfnOutput(stack, id, { value: id });
    const parameter = (stack: Stack, id: string) => new CfnParameter(stack, id, { default: '' });
    const resource = (stack: Stack, id: string) => new CfnResource(stack, id, { type: 'AWS::SNS::Topic' });
    expect(withTopic({}, many(200, output))).not.toThrow();
    expect(withTopic({}, many(201, output))).toThrow('must have at most 200 outputs, got 201: split the stack');
    expect(withTopic({}, many(200, parameter))).not.toThrow();
    expect(withTopic({}, many(201, parameter))).toThrow('must have at most 200 parameters, got 201');
    expect(withTopic({}, many(499, resource))).not.toThrow();
    expect(withTopic({}, many(500, resource))).toThrow(/Number of resources.* 501 is greater than/);
    const parameters = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`X${i}`, 'x']));
    expect(withTopic({ parameters }, many(51, parameter))).toThrow("'parameters' must have 0 to 50 entries, got 51");
    const long = (length: number) => (stack: Stack) => stack.addMetadata('long', 'x'.repeat(length));
    expect(withTopic({}, long(1_000_000))).toThrow(
      /templates\/prod\.json must have at most 1000000 bytes, got 1000\d+/,
    );
    said = '';
    withTopic({}, long(60_000))();
    expect(said).toMatch(/templates\/prod\.json has 60\d+ bytes: AWS does not document whether/);
  });

  test('a stack without resources is refused', () => {
    const app = new App();
    syncedStack(app);
    expect(() => app.synth()).toThrow('[Prod] templates/prod.json must have a resource');
  });

  test('a path that a link leads out of the repository is refused', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'git-sync-elsewhere-'));
    symlinkSync(elsewhere, join(repository, 'deploy'));
    expect(withTopic()).toThrow(/\[Prod\] '.*deploy\/prod\.yaml' leads out of the repository by a link/);
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });

  test('a root that is not there is refused', () => {
    expect(withTopic({ repositoryRoot: join(repository, 'none') })).toThrow(/the repositoryRoot '.*none' is not there/);
  });
});

test('what is annotated to a stack is said, since the CLI does not know the stack', () => {
  const app = new App();
  const topic = new Topic(syncedStack(app), 'Topic');
  Annotations.of(topic).addWarning('careful');
  app.synth();
  expect(said).toContain('Git sync: [Prod/Topic] careful');
});

describe('with failOnChanges', () => {
  const synth = (size: string, props: Partial<GitSyncSynthesizerProps> = {}, context: Record<string, unknown> = {}) => {
    const app = new App({ context });
    const stack = syncedStack(app, { parameters: { Size: size }, ...props });
    new CfnParameter(stack, 'Size');
    new Topic(stack, 'Topic', size === 'large' ? { fifo: true } : {});
    app.synth();
  };

  test.each([
    ['the prop', { failOnChanges: true }, {}],
    ['the context', {}, { 'cdk-codeconnections:failOnChanges': 'true' }],
  ])(
    'by %s a working tree that is not as it would be fails the synth, which says how, and stays',
    (_, props, context) => {
      expect(() => synth('small', props, context)).toThrow('+ templates/prod.json');
      expect(files()).toEqual([]);
      synth('small');
      expect(() => synth('small', props, context)).not.toThrow();
      const before = files().map(read);
      const message = messageOf(() => synth('large', props, context));
      expect(message).toContain("the working tree is not as the app would write it: run 'cdk synth' and commit");
      expect(message).toContain('~ templates/prod.json');
      expect(message).toContain('deploy/prod.yaml: ~ parameters.Size: "small" → "large"');
      expect(files().map(read)).toEqual(before);
    },
  );

  test('the prop is stronger than the context', () => {
    expect(() => synth('small', { failOnChanges: false }, { 'cdk-codeconnections:failOnChanges': true })).not.toThrow();
  });
});

describe('the cdk CLI', () => {
  const APP = `
    import { App, CfnParameter, Stack } from 'aws-cdk-lib';
    import { Topic } from 'aws-cdk-lib/aws-sns';
    import { GitSyncSynthesizer } from '${join(ROOT, 'src')}';
    const app = new App();
    const synthesizer = new GitSyncSynthesizer({
      templateFile: 'templates/prod.yaml', deploymentFile: 'deploy/prod.yaml', parameters: { Size: 'small' },
    });
    const prod = new Stack(app, 'Prod', { synthesizer });
    new CfnParameter(prod, 'Size');
    new Topic(prod, 'Topic');
    new Topic(new Stack(app, 'Deployed'), 'Topic');
  `;

  test('writes into a real working tree on synth, lists only what it deploys, and checks in CI', () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' });
    rmSync(join(repository, '.git'), { recursive: true });
    git('init', '--quiet');
    given('infra/app.ts', APP);
    given('.gitignore', 'node_modules\ncdk.out\n');
    symlinkSync(join(ROOT, 'node_modules'), join(repository, 'node_modules'));
    const cdk = (...args: string[]) => {
      const tsx = `tsx --tsconfig ${join(ROOT, 'test', 'tsconfig.json')} app.ts`;
      const bin = join(ROOT, 'node_modules', '.bin');
      const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, CDK_VALIDATION: 'false', CI: '1' };
      const { status, stdout, stderr } = spawnSync(join(bin, 'cdk'), ['--app', tsx, ...args], {
        cwd: join(repository, 'infra'),
        env,
        encoding: 'utf8',
      });
      return { status, stdout, output: stdout + stderr };
    };

    const first = cdk('synth', '--quiet');
    expect(first.output).toContain('Git sync: + templates/prod.yaml');
    expect(first.status).toBe(0);
    expect(parse(read('deploy/prod.yaml'))).toEqual({
      'template-file-path': 'templates/prod.yaml',
      parameters: { Size: 'small' },
    });
    expect(Object.values(parse(read('templates/prod.yaml')).Resources)).toContainEqual(
      expect.objectContaining({ Type: 'AWS::SNS::Topic' }),
    );
    git('add', '--all');
    expect(git('diff', '--cached', '--name-only').trim().split('\n')).toEqual([
      '.gitignore',
      'deploy/prod.yaml',
      'infra/app.ts',
      'templates/prod.yaml',
    ]);

    expect(cdk('ls').stdout.trim()).toBe('Deployed');
    expect(git('diff', '--name-only')).toBe('');

    const check = ['synth', '--quiet', '--context', 'cdk-codeconnections:failOnChanges=true'];
    expect(cdk(...check).status).toBe(0);
    given('infra/app.ts', APP.replace("Size: 'small'", "Size: 'large'"));
    const failed = cdk(...check);
    expect(failed.status).toBe(1);
    expect(failed.output).toContain('deploy/prod.yaml: ~ parameters.Size: "small" → "large"');
    expect(git('diff', '--name-only').trim()).toBe('infra/app.ts');
  }, 120_000);
});
