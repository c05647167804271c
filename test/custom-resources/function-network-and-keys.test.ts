import { App, Aspects, CfnResource, type IAspect, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { CfnKey, type IKeyRef, Key } from 'aws-cdk-lib/aws-kms';
import { type CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type CfnLogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct, IConstruct } from 'constructs';
import {
  AvailableConnection,
  CodeConnectionsFunctions,
  Connection,
  GitRepository,
  GitSyncedStack,
  type CodeConnectionsFunctionOptions as Options,
  SyncMonitor,
} from '../../src';
import { useEveryCustomResource } from '../every-custom-resource';
import { ACCOUNT, arnOf, newStack, only, REGION } from '../fixtures';

const configure = (scope: Construct, options: Options) => CodeConnectionsFunctions.of(scope).configure(options);

function waitIn(scope: Construct): void {
  const connection = Connection.fromConnectionArn(scope, 'Connection', arnOf('connection/1'));
  new AvailableConnection(scope, 'Ready', { connection });
}

/** The template of a stack with a wait, whose function has these options. */
function templateWith(stack: Stack, options: Options): Template {
  configure(stack, options);
  waitIn(stack);
  return Template.fromStack(stack);
}

/** The logical ids of all resources that a resource is created after. */
function needsOf(template: Template, type: string): Set<string> {
  const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string }> };
  const needs = new Set<string>();
  const add = (id: string) => {
    const text = JSON.stringify(Resources[id]);
    const references = [...text.matchAll(/"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"/g)].map(([, ref, att]) => ref ?? att);
    const { DependsOn = [] } = Resources[id] as { DependsOn?: string[] };
    for (const need of [...references, ...DependsOn]) {
      if (need in Resources && !needs.has(need)) {
        needs.add(need);
        add(need);
      }
    }
  };
  const [[id]] = Object.entries(Resources).filter(([, { Type }]) => Type === type);
  add(id);
  return needs;
}

const WAIT = 'Custom::CodeConnectionsAvailableConnection';

describe('in a VPC, a function', () => {
  test('is in the private subnets, with a security group of its own that allows all outbound traffic', () => {
    const stack = newStack();
    const template = templateWith(stack, { vpc: new Vpc(stack, 'Vpc') });
    const [{ Properties }] = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(Properties.VpcConfig).toEqual({
      SubnetIds: [1, 2, 3].map((n) => ({ Ref: expect.stringMatching(`^VpcPrivateSubnet${n}`) })),
      SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringMatching(/HandlerFunctionSecurityGroup/), 'GroupId'] }],
    });
    expect(only(stack, 'AWS::EC2::SecurityGroup').Properties).toMatchObject({
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', IpProtocol: '-1' }],
    });
  });

  test('is in the given subnets, with the given security groups', () => {
    const stack = newStack();
    const vpc = new Vpc(stack, 'Vpc', {
      subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    const securityGroups = [new SecurityGroup(stack, 'Group', { vpc })];
    const template = templateWith(stack, { vpc, vpcSubnets: { subnetGroupName: 'isolated' }, securityGroups });
    const [{ Properties }] = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(Properties.VpcConfig).toEqual({
      SubnetIds: [1, 2, 3].map((n) => ({ Ref: expect.stringMatching(`^VpcisolatedSubnet${n}`) })),
      SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringMatching(/^Group/), 'GroupId'] }],
    });
  });

  test('may do what AWS documents for a network interface, and nothing else, by a policy of its role', () => {
    const stack = newStack();
    templateWith(stack, { vpc: new Vpc(stack, 'Vpc') });
    const { Policies, ManagedPolicyArns } = only(stack, 'AWS::IAM::Role').Properties as Record<string, unknown[]>;
    expect(ManagedPolicyArns).toBeUndefined();
    expect(Policies).toHaveLength(2);
    expect(Policies).toContainEqual({
      PolicyName: 'Options',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: [
              'ec2:CreateNetworkInterface',
              'ec2:DescribeNetworkInterfaces',
              'ec2:DescribeSubnets',
              'ec2:DeleteNetworkInterface',
              'ec2:AssignPrivateIpAddresses',
              'ec2:UnassignPrivateIpAddresses',
            ],
            Resource: '*',
          },
        ],
      },
    });
  });

  test('is created after all of the network, and custom resources after that: routes, NAT gateways, endpoints', () => {
    const stack = newStack();
    const vpc = new Vpc(stack, 'Vpc', { natGateways: 1 });
    vpc.addInterfaceEndpoint('Lambda', { service: InterfaceVpcEndpointAwsService.LAMBDA });
    vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    const group = new SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false });
    const other = new SecurityGroup(stack, 'Other', { vpc });
    group.connections.allowTo(other, Port.HTTPS);
    const template = templateWith(stack, { vpc, securityGroups: [group] });
    const needs = needsOf(template, WAIT);
    const network = Object.entries(template.toJSON().Resources as Record<string, { Type: string }>)
      .filter(([, { Type }]) => Type.startsWith('AWS::EC2::'))
      .map(([id]) => id);
    expect(network.length).toBeGreaterThan(20);
    expect(network.filter((id) => !needs.has(id) && !id.startsWith('Other'))).toEqual([]);
  });

  test('can be in a VPC of another stack, of a stack around, or one that is looked up', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const network = new Stack(app, 'Network', { env });
    const vpc = new Vpc(network, 'Vpc');
    const other = new Stack(app, 'Other', { env });
    const nested = new NestedStack(network, 'Nested');
    const looking = new Stack(app, 'Looking', { env });
    configure(other, { vpc });
    configure(nested, { vpc });
    configure(looking, { vpc: Vpc.fromLookup(looking, 'Vpc', { vpcName: 'company' }) });
    for (const stack of [other, nested, looking]) waitIn(stack);
    expect(() => app.synth()).not.toThrow();
    expect(other.dependencies).toEqual([network]);
  });

  test('can be in a stage, with an imported network that is not', () => {
    const app = new App();
    const network = new Stack(app, 'Network');
    const attributes = { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'] };
    configure(app, {
      vpc: Vpc.fromVpcAttributes(network, 'Vpc', attributes),
      securityGroups: [SecurityGroup.fromSecurityGroupId(network, 'Group', 'sg-1')],
    });
    const stack = new Stack(new Stage(app, 'Prod'), 'Stack');
    waitIn(stack);
    app.synth();
    expect(only(stack, 'AWS::Lambda::Function').Properties.VpcConfig).toEqual({
      SubnetIds: ['subnet-1'],
      SecurityGroupIds: ['sg-1'],
    });
  });

  test('can be there by property injection, with the permissions', () => {
    const network = newStack('Network');
    const injector = {
      constructUniqueId: LambdaFunction.PROPERTY_INJECTION_ID,
      inject: (props: object) => ({ ...props, vpc: new Vpc(network, 'Vpc') }),
    };
    const stack = new Stack(network.node.root as App, 'Stack', {
      env: { account: ACCOUNT, region: REGION },
      propertyInjectors: [injector],
    });
    waitIn(stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: {} });
    const [[id]] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([, { Properties }]) =>
      JSON.stringify(Properties).includes('ec2:CreateNetworkInterface'),
    );
    expect(needsOf(template, 'AWS::Lambda::Function')).toContain(id);
  });

  test('can be in a public subnet if that is meant', () => {
    const stack = newStack();
    const options = { vpc: new Vpc(stack, 'Vpc'), vpcSubnets: { subnetType: SubnetType.PUBLIC } };
    configure(stack, options);
    expect(() => waitIn(stack)).toThrow(/public subnet .* set `allowPublicSubnet` to true/);
    const other = newStack();
    const meant = { ...options, vpc: new Vpc(other, 'Vpc'), allowPublicSubnet: true };
    templateWith(other, meant).resourceCountIs('AWS::Lambda::Function', 1);
  });
});

describe('the key of the logs', () => {
  const statementFor = (name: unknown, region = REGION) => ({
    Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': name } },
    Effect: 'Allow',
    Principal: { Service: { 'Fn::Join': ['', [`logs.${region}.`, { Ref: 'AWS::URLSuffix' }]] } },
    Resource: '*',
  });
  const arn = (name: string) => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:logs:${REGION}:${ACCOUNT}:log-group:${name}`]],
  });
  const keyStatements = (stack: Stack) =>
    (only(stack, 'AWS::KMS::Key').Properties.KeyPolicy as { Statement: unknown[] }).Statement;
  const logGroupId = (stack: Stack) => Object.keys(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'))[0];

  test.each<[string, (stack: Stack) => IKeyRef]>([
    ['made in the app', (stack) => new Key(stack, 'Key')],
    ['made as an L1', (stack) => new CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [] } })],
  ])('%s lets CloudWatch Logs of the Region use it, for this log group only', (_, make) => {
    const stack = newStack();
    const key = make(stack);
    templateWith(stack, { logEncryptionKey: key });
    expect(only(stack, 'AWS::Logs::LogGroup').Properties.KmsKeyId).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'],
    });
    expect(keyStatements(stack)).toContainEqual(statementFor(arn(`Stack-${logGroupId(stack)}-*`)));
  });

  test('of another stack knows the log groups of all stacks that use it', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    const keys = new Stack(app, 'Keys', { env });
    configure(app, { logEncryptionKey: new Key(keys, 'Key') });
    const stacks = ['One', 'Two'].map((id) => new Stack(app, id, { env }));
    for (const stack of stacks) waitIn(stack);
    app.synth();
    const [one, two] = stacks.map((stack) => statementFor(arn(`${stack.stackName}-${logGroupId(stack)}-*`)));
    expect(keyStatements(keys)).toEqual(expect.arrayContaining([one, two]));
  });

  test('lets a nested stack use it for log groups of any name: its own is known at deployment only', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Nested');
    templateWith(nested, { logEncryptionKey: new Key(stack, 'Key') });
    expect(keyStatements(stack)).toContainEqual(statementFor(arn('*')));
  });

  test('follows the name of the log group, if property injection gives it one', () => {
    const injector = {
      constructUniqueId: LogGroup.PROPERTY_INJECTION_ID,
      inject: (props: object) => ({ ...props, logGroupName: '/company/git' }),
    };
    const stack = newStack('Stack', { env: { account: ACCOUNT, region: REGION }, propertyInjectors: [injector] });
    templateWith(stack, { logEncryptionKey: new Key(stack, 'Key') });
    expect(keyStatements(stack)).toContainEqual(statementFor(arn('/company/git')));
  });

  test('can be imported: its policy is not ours', () => {
    const stack = newStack();
    const key = Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`);
    templateWith(stack, { logEncryptionKey: key });
    expect(only(stack, 'AWS::Logs::LogGroup').Properties.KmsKeyId).toBe(key.keyArn);
  });
});

test.each<[string, (stack: Stack) => IKeyRef]>([
  ['made in the app', (stack) => new Key(stack, 'Key')],
  ['imported', (stack) => Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`)],
])('the function may decrypt with the key of its environment, %s', (_, make) => {
  const stack = newStack();
  const key = make(stack);
  templateWith(stack, { environmentEncryption: key });
  const Resource = stack.resolve(key.keyRef.keyArn);
  expect(only(stack, 'AWS::Lambda::Function').Properties.KmsKeyArn).toEqual(Resource);
  const statement = { Action: 'kms:Decrypt', Effect: 'Allow', Resource };
  expect(only(stack, 'AWS::IAM::Role').Properties.Policies).toContainEqual(
    expect.objectContaining({ PolicyDocument: expect.objectContaining({ Statement: [statement] }) }),
  );
});

describe('a company that refuses functions without a VPC, and logs without a key,', () => {
  class CompanyPolicy implements IAspect {
    public readonly seen: string[] = [];

    public visit(node: IConstruct): void {
      if (!CfnResource.isCfnResource(node)) return;
      const { cfnResourceType: type } = node;
      if (type === 'AWS::Lambda::Function' && !(node as CfnFunction).vpcConfig)
        throw new Error(`${node.node.path}: VPC`);
      if (type === 'AWS::Logs::LogGroup' && !(node as CfnLogGroup).kmsKeyId) throw new Error(`${node.node.path}: key`);
      this.seen.push(type);
    }
  }

  /** Every construct that has a function, in several stacks. */
  function everything(options: (network: Stack) => Options) {
    const app = new App();
    const env = { account: ACCOUNT, region: REGION };
    configure(app, options(new Stack(app, 'Network', { env })));
    const every = new Stack(app, 'Every', { env });
    useEveryCustomResource(every, '', new Topic(every, 'Topic', { enforceSSL: true }));
    const synced = new Stack(app, 'Synced', { env });
    new GitSyncedStack(synced, 'Synced', {
      repository: GitRepository.fromConnection(
        Connection.fromConnectionArn(synced, 'Connection', arnOf('connection/1')),
        'my-org/infra',
      ),
      branch: 'main',
      configFile: 'deploy.yaml',
      stackName: 'prod',
    });
    const monitored = new Stack(app, 'Monitored', { env });
    new SyncMonitor(monitored, 'Monitor', { notificationTopic: new Topic(monitored, 'Topic', { enforceSSL: true }) });
    return app;
  }

  test('can use every construct', () => {
    const app = everything((network) => {
      const vpc = Vpc.fromVpcAttributes(network, 'Vpc', {
        vpcId: 'vpc-1',
        availabilityZones: ['eu-west-1a'],
        privateSubnetIds: ['subnet-1'],
      });
      const key = Key.fromKeyArn(network, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`);
      return { vpc, logEncryptionKey: key, environmentEncryption: key };
    });
    const policy = new CompanyPolicy();
    Aspects.of(app).add(policy);
    expect(() => app.synth()).not.toThrow();
    const count = (type: string) => policy.seen.filter((seen) => seen === type).length;
    expect(count('AWS::Lambda::Function')).toBe(4);
    expect(count('AWS::Logs::LogGroup')).toBe(4);
  });

  test('would stop an app without these options', () => {
    const app = everything(() => ({}));
    Aspects.of(app).add(new CompanyPolicy());
    expect(() => app.synth()).toThrow(/: (VPC|key)/);
  });

  test('sees nothing new in AwsSolutions checks but the wildcard that a network interface and tracing need', () => {
    const found = (options: (network: Stack) => Options) => {
      const app = everything(options);
      app.synth();
      const { violations } = new AwsSolutionsChecks(app).validateScope(app);
      return new Set(violations.map(({ ruleName }) => ruleName));
    };
    const plain = found(() => ({}));
    const shaped = found((network) => {
      const key = new Key(network, 'Key', { enableKeyRotation: true });
      const vpc = new Vpc(network, 'Vpc', { flowLogs: { all: {} } });
      return { vpc, logEncryptionKey: key, environmentEncryption: key };
    });
    expect([...shaped].filter((rule) => !plain.has(rule) && rule !== 'AwsSolutions-IAM5[Resource::*]')).toEqual([]);
  });
});
