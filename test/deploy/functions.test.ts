/** Functions that need the AWS SDK of AWS's runtime: people's own, those of CDK, and that of an example. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CfnOutput, CustomResource, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { awsRequest } from '../../local/aws/aws-request.ts';
import { Account } from './account';
import { Deployment } from './deployment';

process.env.JSII_DEPRECATED = 'quiet'; // log retention is what is tested
jest.setTimeout(240_000); // the first run installs clients of the AWS SDK

const PYTHON = `
import boto3, os
def handler(event, context):
    if 'Records' not in event:
        return [bucket['Name'] for bucket in boto3.client('s3').list_buckets()['Buckets']]
    key = event['Records'][0]['s3']['object']['key']
    boto3.client('ssm').put_parameter(Name=f'object-{key}', Value=key, Type='String')
`;

/** An asset of ECMAScript modules that brings one package of the SDK itself. */
const MODULES = {
  'index.mjs': `
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { own } from '@aws-sdk/util-arn-parser';
const { Account: account } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
export const handler = async () => ({ account, own });`,
  'node_modules/@aws-sdk/util-arn-parser/package.json': '{"main": "index.js"}',
  'node_modules/@aws-sdk/util-arn-parser/index.js': "exports.own = 'own';",
};

let deployment: Deployment;
let asset: string;

beforeAll(async () => {
  asset = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-function-'));
  for (const [file, content] of Object.entries(MODULES)) {
    mkdirSync(dirname(join(asset, file)), { recursive: true });
    writeFileSync(join(asset, file), content);
  }
  deployment = await Deployment.start();
  await deployment.bootstrap();
});

afterAll(async () => {
  await deployment.stop();
  rmSync(asset, { recursive: true });
});

function app(stack: Stack): void {
  const bucket = new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  const objects = new NodejsFunction(stack, 'Objects', {
    entry: join(__dirname, 'objects.lambda.mjs'),
    runtime: Runtime.NODEJS_22_X,
    environment: { BUCKET: bucket.bucketName },
    logRetention: RetentionDays.ONE_WEEK,
  });
  bucket.grantReadWrite(objects);
  const modules = new LambdaFunction(stack, 'Modules', {
    code: Code.fromAsset(asset),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
  });
  modules.addToRolePolicy(statement('sts:GetCallerIdentity'));
  const python = new LambdaFunction(stack, 'Python', {
    code: Code.fromInline(PYTHON),
    handler: 'index.handler',
    runtime: Runtime.PYTHON_3_13,
  });
  python.addToRolePolicy(statement('s3:ListAllMyBuckets', 'ssm:PutParameter'));
  bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(python));
  const call = { service: 'STS', action: 'GetCallerIdentity', physicalResourceId: PhysicalResourceId.of('caller') };
  const caller = new AwsCustomResource(stack, 'Caller', {
    onUpdate: call,
    policy: AwsCustomResourcePolicy.fromStatements([statement('sts:GetCallerIdentity')]),
    installLatestAwsSdk: false,
  });
  const outputs = {
    BucketName: bucket.bucketName,
    ObjectsName: objects.functionName,
    ModulesName: modules.functionName,
    PythonName: python.functionName,
    Account: caller.getResponseField('Account'),
  };
  for (const [id, value] of Object.entries(outputs)) new CfnOutput(stack, id, { value });
}

test('functions without a bundled SDK, and the functions of CDK, deploy, work, and are destroyed', async () => {
  const { output, exitCode } = await deployment.deploy('app', app);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  const { BucketName, ObjectsName, ModulesName, PythonName, Account: account } = outputsIn(output);
  expect(account).toBe('123456789012');
  expect(await retentionOf(`/aws/lambda/${ObjectsName}`)).toBe(7);
  expect(await invoke(ObjectsName, { Key: 'a' })).toEqual(['a']);
  expect(await invoke(ObjectsName, { Key: 'b' })).toEqual(['a', 'b']);
  expect(await invoke(ModulesName)).toEqual({ account: '123456789012', own: 'own' });
  expect(await invoke(PythonName)).toContain(BucketName);
  await untilParameter('object-b');

  const destroyed = await deployment.destroy('app');
  expect(destroyed).toEqual({ exitCode: 0, output: expect.stringContaining('destroyed') });

  const { 'log groups': logGroups, ...left } = await deployment.left();
  expect(left).toEqual({});
  expect(logGroups).toContain(`/aws/lambda/${ObjectsName}`); // as on AWS, where functions make their log groups
});

test('the example resolve-sync-blockers deploys, and its function resolves what blocks the stack', async () => {
  const account = new Account(deployment);
  const link = await account.repositoryLink(await account.availableConnection('github'));
  await account.role('git-sync', 'cloudformation.sync.codeconnections.amazonaws.com');
  await account.syncConfiguration('prod', link);
  const Id = account.changeByHand('prod');

  const args = ['deploy', '--require-approval', 'never', '--progress', 'events'];
  const { output, exitCode } = await deployment.example('typescript/resolve-sync-blockers', args);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  const { FunctionName } = outputsIn(output);
  const resolved = await invoke(FunctionName, { reason: 'the change is in the template now' });

  expect(resolved).toMatchObject({ resolved: [{ Id, Status: 'ACTIVE' }] });
  expect(await account.blockers('prod')).toMatchObject([
    { Id, Status: 'RESOLVED', ResolvedReason: 'the change is in the template now' },
  ]);
  const destroyed = deployment.example('typescript/resolve-sync-blockers', ['destroy', '--force']);
  expect(await destroyed).toMatchObject({ exitCode: 0 });
});

test('a deployment whose function cannot be loaded fails with its error, and leaves a stack that can be deleted', async () => {
  const broken = (stack: Stack) => {
    const handler = new LambdaFunction(stack, 'Handler', {
      code: Code.fromInline("require('left-pad'); exports.handler = async () => {};"),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
    });
    new CustomResource(stack, 'Resource', { serviceToken: handler.functionArn });
  };

  const { exitCode, output } = await deployment.deploy('broken', broken);

  expect(exitCode).toBe(1);
  expect(output).toMatch(/CREATE_FAILED .*Runtime\.ImportModuleError: Error: Cannot find module 'left-pad'/);
  expect(await deployment.destroy('broken')).toMatchObject({ exitCode: 0 });
});

function statement(...actions: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources: ['*'] });
}

/** The outputs of a stack, as the CLI prints them. */
function outputsIn(output: string): Record<string, string> {
  return Object.fromEntries([...output.matchAll(/^[\w-]+\.(\w+) = (\S+)$/gm)].map(([, name, value]) => [name, value]));
}

function invoke<T>(name: string, body: object = {}): Promise<T> {
  const path = `/2015-03-31/functions/${name}/invocations`;
  return awsRequest<T>(deployment.aws.env, { service: 'lambda', path, body });
}

/** Ends when a parameter exists. */
async function untilParameter(Name: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  const request = { service: 'ssm', target: 'AmazonSSM.GetParameter', body: { Name } };
  while (performance.now() < deadline) {
    if (await awsRequest(deployment.aws.env, request).catch(() => undefined)) return;
    await sleep(100);
  }
  throw new Error(`there is no parameter ${Name}`);
}

async function retentionOf(logGroupName: string): Promise<number | undefined> {
  const { logGroups } = await awsRequest<{ logGroups: { retentionInDays?: number }[] }>(deployment.aws.env, {
    service: 'logs',
    target: 'Logs_20140328.DescribeLogGroups',
    body: { logGroupNamePrefix: logGroupName },
  });
  return logGroups[0]?.retentionInDays;
}
