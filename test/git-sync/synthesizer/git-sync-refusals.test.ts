process.env.CDK_VALIDATION = 'false'; // CDK's own rules are not the subject, and cost a second

import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  Stage,
  Tags,
} from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { GitSyncSynthesizerProps } from '../../../src';
import { ACCOUNT, REGION } from '../../fixtures';
import { messageOf } from '../deployment-file/fixtures';
import { Repository } from '../deployment-file/repository';

const ROOT = join(__dirname, '..', '..', '..');
const ENV = { account: ACCOUNT, region: REGION };

const repository = Repository.forEachTest();

describe('a GitSyncSynthesizer', () => {
  test('refuses all unsupported features at once, each with its path and a remedy, and writes nothing', () => {
    const app = new App();
    const stack = repository.stack(
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
    repository.write('image/Dockerfile', 'FROM scratch\n');
    repository.write('handler/index.js', '');
    new DockerImageAsset(stack, 'Image', { directory: repository.at('image') });
    CustomResourceProvider.getOrCreate(stack, 'Custom::Mine', {
      codeDirectory: repository.at('handler'),
      runtime: CustomResourceProviderRuntime.NODEJS_22_X,
    });
    const nested = new NestedStack(stack, 'Nested');
    new Topic(nested, 'Topic');
    new Asset(nested, 'AssetInIt', { path: join(ROOT, 'README.md') });
    new CfnRule(stack, 'CheckBootstrapVersion', { assertions: [] });
    Annotations.of(stack).addError('mine is wrong');
    const deployed = new Stack(app, 'Deployed', { env: ENV });
    new CfnOutput(deployed, 'Name', { value: new Topic(stack, 'Topic').topicName });
    const other = repository.stack(app, {}, {}, 'Other');
    new Asset(other, 'AssetOfOther', { path: join(ROOT, 'package.json') });

    const message = messageOf(() => app.synth());
    for (const violation of [
      '[Prod/Function/Code] needs a file asset, which Git sync does not upload: use inline code',
      '[Prod/Asset] needs a file asset',
      '[Prod/Custom::MineCustomResourceProvider] needs a file asset, which Git sync does not upload: a custom resource',
      '[Prod/Nested/AssetInIt] needs a file asset',
      '[Prod/Image] needs an image asset, which Git sync does not build and push: refer to an image',
      '[Prod/Nested] is a nested stack, whose template Git sync does not upload: make it a separate stack',
      '[Prod/CheckBootstrapVersion] needs a bootstrapped account',
      '[Prod] has terminationProtection',
      '[Prod] has notificationArns',
      '[Prod] mine is wrong',
      "[Deployed] depends on 'Prod'",
      '[Other/AssetOfOther] needs a file asset',
    ]) {
      expect(message).toContain(`\n  ${violation}`);
    }
    expect(message.match(/needs a file asset/g)).toHaveLength(5);
    expect(message.match(/is a nested stack/g)).toHaveLength(1);
    expect(repository.files()).toEqual(['handler/index.js', 'image/Dockerfile']);
  });

  test('refuses references to another Region, which need a custom resource with an asset', () => {
    const app = new App();
    const stack = repository.stack(app, {}, { env: ENV, crossRegionReferences: true });
    const far = new Stack(app, 'Far', { env: { ...ENV, region: 'us-east-1' }, crossRegionReferences: true });
    const bucket = new Bucket(far, 'Bucket');
    new CfnOutput(stack, 'Name', { value: bucket.bucketName });
    new Topic(stack, 'Topic');
    const message = messageOf(() => app.synth());
    expect(message).toMatch(
      /\[Prod\/Custom::CrossRegionExportReader\w*\] needs a file asset.*pass the value through an SSM parameter/,
    );
  });

  test('accepts exports of a deployed stack and of another synced stack', () => {
    const app = new App();
    const deployed = new Topic(new Stack(app, 'Deployed'), 'Topic');
    const first = repository.stack(app, {}, {}, 'First');
    const second = repository.stack(app, {}, {}, 'Second');
    new CfnOutput(first, 'Name', { value: deployed.topicName });
    new CfnOutput(second, 'Name', { value: new Topic(first, 'Topic').topicName });
    new Topic(second, 'Topic');
    app.synth();
    expect(repository.read('templates/first.json')).toContain('"Fn::ImportValue": "Deployed:');
    expect(repository.read('templates/second.json')).toContain('"Fn::ImportValue": "First:');
  });

  test('refuses lookups without values, unless the CLI can look them up', () => {
    const synth = (context: object = {}) => {
      const app = new App({ context: context as Record<string, unknown> });
      const stack = repository.stack(app, {}, { env: ENV });
      new CfnOutput(stack, 'VpcId', { value: Vpc.fromLookup(stack, 'Vpc', { isDefault: true }).vpcId });
      new Topic(stack, 'Topic');
      return app.synth();
    };
    expect(synth).toThrow(
      /\[Prod\] needs a lookup that has no value, 'vpc-provider:account=\d+:.*': run 'cdk synth', .* cdk\.context\.json/,
    );
    const cli = process.env.CDK_CLI_VERSION;
    process.env.CDK_CLI_VERSION = '2.1148.1';
    let key = '';
    try {
      key = synth().manifest.missing?.[0]?.key ?? '';
      expect(repository.log).toContain('no file is written before the CLI has looked up the missing context');
      const failed = () => synth({ [key]: { $providerError: 'no credentials' } }); // as the CLI reports it
      expect(failed).toThrow(/\[Prod\] no credentials\n.*\[Prod\] needs a lookup that has no value/);
    } finally {
      if (cli === undefined) delete process.env.CDK_CLI_VERSION;
      else process.env.CDK_CLI_VERSION = cli;
    }
    expect(repository.files()).toEqual([]);
    synth({
      [key]: {
        vpcId: 'vpc-12345',
        vpcCidrBlock: '10.0.0.0/16',
        ownerAccountId: ACCOUNT,
        availabilityZones: [],
        subnetGroups: [],
      },
    });
    expect(repository.read('templates/prod.json')).toContain('vpc-12345');
  });
});

describe('a GitSyncSynthesizer with input that is not valid', () => {
  const withTopic = (props: Partial<GitSyncSynthesizerProps> = {}, build: (stack: Stack) => void = () => undefined) => {
    const app = new App();
    const stack = repository.stack(app, props, { env: ENV });
    new Topic(stack, 'Topic');
    build(stack);
    return () => app.synth();
  };

  test.each([
    [{ templateFilePath: '../t.json' }, "'templateFilePath' must be a path from the root of the repository"],
    [{ configFile: '/etc/d.yaml' }, "'configFile' must be a path from the root of the repository"],
    [{ templateFilePath: 't.txt' }, "'templateFilePath' must end in .json, .yaml or .yml, got 't.txt'"],
    [{ templateFilePath: 'a.yaml', configFile: 'a.yaml' }, "must be different files, got 'a.yaml' for both"],
  ])('refuses %j', (props, message) => {
    expect(() => repository.synthesizer('prod', props)).toThrow(message);
  });

  test('refuses two stacks that would write the same file, even in two Stages', () => {
    const app = new App();
    for (const id of ['Test', 'Live']) {
      const stack = new Stack(new Stage(app, id), 'Stack', { synthesizer: repository.synthesizer('same') });
      new Topic(stack, 'Topic');
    }
    expect(() => app.synth()).toThrow(
      /\[Test\/Stack, Live\/Stack\] would write the same file '.*templates\/same\.json'/,
    );
    expect(repository.files()).toEqual([]);
  });

  test('can be used for one stack only', () => {
    const app = new App();
    const one: IStackSynthesizer = repository.synthesizer();
    new Stack(app, 'One', { synthesizer: one });
    expect(() => new Stack(app, 'Two', { synthesizer: one })).toThrow('can only be used for one Stack');
  });

  test('refuses a deployment file that cannot be read with line and column, and leaves it unchanged', () => {
    repository.write('deploy/prod.yaml', 'template-file-path: [\n');
    expect(withTopic()).toThrow(/\[Prod\] \[INVALID_DEPLOYMENT_FILE\] deploy\/prod\.yaml:2:1: not YAML/);
    expect(repository.read('deploy/prod.yaml')).toBe('template-file-path: [\n');
    expect(repository.files()).toEqual(['deploy/prod.yaml']);
  });

  test('reports the violations of a template together with a deployment file that cannot be read', () => {
    repository.write('deploy/prod.yaml', '- no\n');
    const message = messageOf(withTopic({}, (stack) => stack.addMetadata('long', 'x'.repeat(1_000_000))));
    expect(message).toContain('deploy/prod.yaml:1:1: must be a mapping');
    expect(message).toContain('must have at most 1000000 bytes');
  });

  test('refuses secrets in the template with their position, without repeating them', () => {
    const secret = `AKIA${'IOSFODNN7EXAMPLE'}`;
    const synth = withTopic({}, (stack) => {
      new CfnOutput(stack, 'Key', { value: secret });
      new CfnParameter(stack, 'Password', { noEcho: true, default: 'hunter2' });
      new CfnParameter(stack, 'Hidden', { noEcho: true, default: '' });
      new CfnParameter(stack, 'Name', { noEcho: true, default: '/db', type: 'AWS::SSM::Parameter::Value<String>' });
    });
    const message = messageOf(synth);
    expect(message).toContain(
      '[Prod] templates/prod.json: Outputs.Key contains an AWS access key, which must not be stored',
    );
    expect(message).toContain(
      '[Prod] templates/prod.json: Parameters.Password has NoEcho and a default value, which would be stored',
    );
    expect(message).not.toMatch(/Parameters\.(Hidden|Name)/);
    expect(message).not.toContain('hunter2');
    expect(message).not.toContain(secret);
  });

  test('refuses undeclared and missing values, secrets and tokens by name', () => {
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
    expect(message).toContain("[Prod] deploy/prod.yaml: 'parameters.Sise' is not a parameter of the template");
    expect(message).toContain("'parameters.Size' must have a value");
    expect(message).toContain("'parameters.Password' is declared with NoEcho");
    expect(message).toContain("'parameters.Region' must be known at synthesis");
    expect(message).toContain("'tags.owner' must be known at synthesis");
    expect(message).not.toContain('hunter2');
  });

  test('refuses a template beyond the limits of Git sync and CloudFormation', () => {
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
    repository.log = '';
    withTopic({}, long(60_000))();
    expect(repository.log).toMatch(/templates\/prod\.json has 60\d+ bytes: AWS does not document whether/);
  });

  test('refuses a stack without resources', () => {
    const app = new App();
    repository.stack(app);
    expect(() => app.synth()).toThrow('[Prod] templates/prod.json must have at least 1 resource');
  });

  test('refuses a path that a symbolic link leads out of the repository', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'git-sync-elsewhere-'));
    symlinkSync(elsewhere, repository.at('deploy'));
    expect(withTopic()).toThrow(
      /\[Prod\] '.*deploy\/prod\.yaml' is outside of the repository, because of a symbolic link/,
    );
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });

  test('refuses a repository root that does not exist', () => {
    expect(withTopic({ repositoryRoot: repository.at('none') })).toThrow(
      /'repositoryRoot' must be an existing folder, got '.*none'/,
    );
  });
});
