import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, Tracing } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { awsRequest } from '../../local/aws/aws-request.ts';
import {
  AvailableConnection,
  CodeConnectionsFunctions,
  Connection,
  type CodeConnectionsFunctionOptions as Options,
  ProviderType,
  RepositoryLink,
} from '../../src';
import { Deployment } from './deployment';

jest.setTimeout(240_000);

let deployment: Deployment;

beforeAll(async () => {
  deployment = await Deployment.start();
});

afterAll(() => deployment.stop());

/**
 * All options. The local AWS has neither networks nor encryption, and forgets VPC and key of a function. So this shows
 * that the resources are made, changed and deleted in an order that works, and that the role has what the handler calls;
 * not that Lambda accepts the role for its network interfaces and for the key, nor that there is a way to the services.
 */
function everyOption(stack: Stack): Options {
  const key = new Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
  return {
    vpc: new Vpc(stack, 'Vpc', {
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
      restrictDefaultSecurityGroup: false,
    }),
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    role: new Role(stack, 'Role', { roleName: 'platform', assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
    logEncryptionKey: key,
    logRetention: RetentionDays.ONE_YEAR,
    environmentEncryption: key,
    memorySize: 192,
    tracing: Tracing.ACTIVE,
    reservedConcurrentExecutions: 2,
    architecture: Architecture.ARM_64,
  };
}

function waiting(stack: Stack): void {
  const connection = new Connection(stack, 'Connection', {
    providerType: ProviderType.GITHUB,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const ready = new AvailableConnection(stack, 'Ready', { connection });
  new RepositoryLink(stack, 'Link', { connection: ready, ownerId: 'my-org', repositoryName: 'infra' });
}

function shaped(stack: Stack): void {
  CodeConnectionsFunctions.of(stack).configure(everyOption(stack));
  waiting(stack);
}

interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly LoggingConfig: { readonly LogGroup: string };
}

async function theFunction(): Promise<FunctionConfiguration> {
  type Output = { Functions: FunctionConfiguration[] };
  const { Functions } = await awsRequest<Output>(deployment.aws.env, {
    service: 'lambda',
    path: '/2015-03-31/functions/',
    method: 'GET',
  });
  expect(Functions).toHaveLength(1);
  return Functions[0];
}

async function expectShaped(): Promise<void> {
  const configuration = await theFunction();
  expect(configuration).toMatchObject({
    Role: expect.stringMatching(/:role\/platform$/),
    MemorySize: 192,
    TracingConfig: { Mode: 'Active' },
    Architectures: ['arm64'],
  });
  type Output = { logGroups: object[] };
  const { logGroups } = await awsRequest<Output>(deployment.aws.env, {
    service: 'logs',
    target: 'Logs_20140328.DescribeLogGroups',
    body: { logGroupNamePrefix: configuration.LoggingConfig.LogGroup },
  });
  expect(logGroups).toEqual([
    expect.objectContaining({ retentionInDays: 365, kmsKeyId: expect.stringMatching(/^arn:aws:kms:/) }),
  ]);
}

test('a wait works with every option of its function, with a role that is given, and all of it is destroyed', async () => {
  const deploying = deployment.deploy('shaped', shaped);
  const arn = await deployment.pendingConnection();
  await expectShaped();
  deployment.aws.simulator.completeConnection(arn);
  const { exitCode, output } = await deploying;
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });

  expect(await deployment.destroy('shaped')).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({});
});

test('the options can be set later, and removed again: nothing waits a second time', async () => {
  const deploying = deployment.deploy('later', waiting);
  deployment.aws.simulator.completeConnection(await deployment.pendingConnection());
  expect(await deploying).toMatchObject({ exitCode: 0 });
  const { FunctionName } = await theFunction();

  const update = await deployment.deploy('later', shaped);
  expect({ ...update }).toMatchObject({ exitCode: 0 });
  await expectShaped();
  expect((await theFunction()).FunctionName).toBe(FunctionName);

  expect(await deployment.deploy('later', waiting)).toMatchObject({ exitCode: 0 });
  expect(await theFunction()).toMatchObject({ FunctionName, MemorySize: 128 });

  expect(await deployment.destroy('later')).toMatchObject({ exitCode: 0 });
  expect(await deployment.left()).toEqual({});
});
