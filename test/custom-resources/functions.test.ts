import {
  App,
  CfnParameter,
  NestedStack,
  RemovalPolicy,
  Stack,
  PermissionsBoundary as StackBoundary,
  type StackProps,
  Stage,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccountRootPrincipal, ManagedPolicy, PermissionsBoundary, Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, CfnFunction, Function as LambdaFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import {
  AvailableConnection,
  CodeConnectionsFunctions,
  Connection,
  ConnectionLookup,
  FailedSyncAlarm,
  MonitorEventBus,
  type CodeConnectionsFunctionOptions as Options,
  SyncMonitor,
} from '../../src';
import { ACCOUNT, arnOf, codeOf, expectAccepted, newRole, newStack, only, REGION } from '../fixtures';

const waitIn = (scope: Construct, id = 'Ready') =>
  new AvailableConnection(scope, id, {
    connection: Connection.fromConnectionArn(scope, `${id}Connection`, arnOf('connection/1')),
  });

const env = { account: ACCOUNT, region: REGION };

const configure = (scope: Construct, options: Options) => CodeConnectionsFunctions.of(scope).configure(options);
const functionIn = (stack: Stack) => only(stack, 'AWS::Lambda::Function').Properties;

/** A stack with a wait, whose function has these options. */
function stackWith(options: Options | ((stack: Stack) => Options), props?: StackProps): Stack {
  const stack = newStack('Stack', props);
  configure(stack, typeof options === 'function' ? options(stack) : options);
  waitIn(stack);
  return stack;
}

describe('options of the functions', () => {
  test('reach all stacks of an app, also in stages and nested, of which each keeps its own function', () => {
    const app = new App();
    configure(app, { memorySize: 192 });
    const one = new Stack(app, 'One');
    const nested = new NestedStack(one, 'Nested');
    const staged = new Stack(new Stage(app, 'Stage'), 'Staged');
    const monitored = new Stack(app, 'Monitored');
    for (const stack of [one, nested, staged]) waitIn(stack);
    new SyncMonitor(monitored, 'Monitor');
    for (const stack of [one, nested, staged, monitored]) expect(functionIn(stack).MemorySize).toBe(192);
  });

  test('come from the nearest scope that has them, option by option', () => {
    const app = new App();
    const stage = new Stage(app, 'Stage');
    const stacks = new Construct(stage, 'Stacks');
    const stack = new Stack(stacks, 'Stack');
    configure(stack, { memorySize: 512 });
    configure(stacks, { memorySize: 256, logRetention: RetentionDays.ONE_DAY });
    configure(stage, { logRetention: RetentionDays.ONE_WEEK, architecture: Architecture.ARM_64 });
    configure(app, { architecture: Architecture.X86_64, tracing: Tracing.ACTIVE });
    waitIn(stack);
    expect(functionIn(stack)).toMatchObject({
      MemorySize: 512,
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
    expect(only(stack, 'AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(1);
  });

  test('are added up when a scope is configured again', () => {
    const stack = newStack();
    configure(stack, { memorySize: 256, logRetention: RetentionDays.ONE_DAY });
    configure(stack, { memorySize: 512 });
    waitIn(stack);
    expect(functionIn(stack).MemorySize).toBe(512);
    expect(only(stack, 'AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(1);
  });

  test('of a monitor win over those of its scopes', () => {
    const stack = newStack();
    configure(stack, { memorySize: 512, logRetention: RetentionDays.ONE_DAY });
    new SyncMonitor(stack, 'Monitor', { functionOptions: { memorySize: 1024 } });
    waitIn(stack);
    const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    expect(functions.map(({ Properties }) => Properties.MemorySize).sort()).toEqual([1024, 512]);
    const logs = Object.values(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'));
    expect(logs.map(({ Properties }) => Properties.RetentionInDays)).toEqual([1, 1]);
  });

  test('of a nearer VPC replace the subnets and security groups of a VPC farther away', () => {
    const app = new App();
    const network = new Stack(app, 'Network');
    const far = new Vpc(network, 'Far', {
      subnetConfiguration: [{ name: 'far', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    const near = new Vpc(network, 'Near');
    const securityGroups = [new SecurityGroup(network, 'Group', { vpc: far })];
    configure(app, { vpc: far, vpcSubnets: { subnetGroupName: 'far' }, securityGroups });
    const stack = new Stack(app, 'Stack');
    configure(stack, { vpc: near });
    waitIn(stack);
    app.synth();
    const { SubnetIds, SecurityGroupIds } = functionIn(stack).VpcConfig as Record<string, unknown>;
    expect(JSON.stringify(SubnetIds)).toMatch(/NearPrivateSubnet1.*NearPrivateSubnet2/);
    expect(SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [expect.stringContaining('FunctionSecurityGroup'), 'GroupId'] }]);
  });

  test.each<[string, (stack: Stack) => Options, (stack: Stack) => Options, string]>([
    ['role', ownRole, boundary, 'OwnRole'],
    ['permissions boundary', boundary, ownRole, 'CodeConnectionsHandlerRole'],
  ])('with a %s replace the other of both farther away', (_, near, far, role) => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    configure(app, far(new Stack(app, 'Other')));
    configure(stack, near(stack));
    waitIn(stack);
    expect(functionIn(stack).Role).toEqual({ 'Fn::GetAtt': [expect.stringContaining(role), 'Arn'] });
  });

  test('cannot change when a function is there already', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    waitIn(stack);
    for (const scope of [app, stack]) {
      expect(() => configure(scope, { memorySize: 256 })).toThrow(
        /can no longer be configured, because 'Stack\/CodeConnectionsHandler' has one already; call .* before the first construct/,
      );
      expect(codeOf(() => configure(scope, { memorySize: 256 }))).toBe('FUNCTIONS_IN_USE');
    }
    expect(() => configure(new Stack(app, 'Other'), { memorySize: 256 })).not.toThrow();
  });

  test('cannot be those of a part of a stack, whose custom resources share a function', () => {
    const stack = newStack();
    const part = new Construct(stack, 'Part');
    expect(() => CodeConnectionsFunctions.of(part)).toThrow(
      "the functions of one stack are configured together, but 'Stack/Part' is in the stack 'Stack'",
    );
    expect(codeOf(() => CodeConnectionsFunctions.of(part))).toBe('INVALID_FUNCTION_OPTIONS');
  });

  test('reach the resources of the function', () => {
    const stack = stackWith({
      memorySize: 256,
      architecture: Architecture.ARM_64,
      tracing: Tracing.ACTIVE,
      reservedConcurrentExecutions: 2,
      logRetention: RetentionDays.ONE_YEAR,
      logRemovalPolicy: RemovalPolicy.RETAIN,
    });
    expect(functionIn(stack)).toMatchObject({
      MemorySize: 256,
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      ReservedConcurrentExecutions: 2,
      Runtime: 'nodejs24.x',
    });
    expect(only(stack, 'AWS::Logs::LogGroup')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { RetentionInDays: 365 },
    });
    expect(only(stack, 'AWS::IAM::Role').Properties.Policies).toContainEqual({
      PolicyName: 'Options',
      PolicyDocument: expect.objectContaining({
        Statement: [{ Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' }],
      }),
    });
  });

  test('with disabled tracing, or with the defaults, change nothing in the template', () => {
    const plain = newStack();
    waitIn(plain);
    const template = Template.fromStack(plain).toJSON();
    const same: Options = {
      tracing: Tracing.DISABLED,
      memorySize: 128,
      logRetention: RetentionDays.ONE_MONTH,
      logRemovalPolicy: RemovalPolicy.DESTROY,
    };
    for (const options of [{}, same]) expect(Template.fromStack(stackWith(options)).toJSON()).toEqual(template);
  });
});

function ownRole(stack: Stack): Options {
  return { role: new Role(stack, 'OwnRole', { assumedBy: new AccountRootPrincipal() }) };
}

const byName = (stack: Stack) => ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary');

function boundary(stack: Stack): Options {
  return { permissionsBoundary: byName(stack) };
}

describe('bad options are refused, on a scope and on a monitor:', () => {
  const take: [string, (options: Options) => unknown][] = [
    ['on a scope', (options) => configure(newStack(), options)],
    ['on a monitor', (functionOptions) => new SyncMonitor(newStack(), 'Monitor', { functionOptions })],
  ];

  describe.each(take)('%s', (_, use) => {
    test.each([
      [127, false],
      [128, true],
      [10_240, true],
      [10_241, false],
      [128.5, false],
      [Number.NaN, false],
    ])('a memorySize of %s: accepted %s', (memorySize, accepted) => {
      const message = `'memorySize' must be a whole number, from 128 to 10240, got ${memorySize}`;
      expectAccepted(() => use({ memorySize }), accepted, message);
      if (!accepted) expect(codeOf(() => use({ memorySize }))).toBe('INVALID_FUNCTION_OPTIONS');
    });

    test.each([
      [-1, false],
      [0, false],
      [1, true],
      [1.5, false],
    ])('reservedConcurrentExecutions of %s: accepted %s', (reservedConcurrentExecutions, accepted) => {
      const message = `'reservedConcurrentExecutions' must be a whole number, at least 1, got ${reservedConcurrentExecutions}`;
      expectAccepted(() => use({ reservedConcurrentExecutions }), accepted, message);
    });

    test('numbers that are known at deployment only are accepted', () => {
      const number = new CfnParameter(newStack(), 'Number', { type: 'Number' }).valueAsNumber;
      expect(() => use({ memorySize: number, reservedConcurrentExecutions: number })).not.toThrow();
    });

    test('a role with a permissions boundary', () => {
      const stack = newStack();
      const both = { role: newRole(stack), ...boundary(stack) };
      expect(() => use(both)).toThrow("'permissionsBoundary' is for the role that is created for the function");
    });
  });

  test('subnets or security groups without a VPC, in the words of the CDK', () => {
    expect(() => stackWith({ vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED } })).toThrow(
      "Cannot configure 'vpcSubnets' without configuring a VPC",
    );
  });
});

describe('the reserved concurrency of the function behind custom resources', () => {
  function violationsOf(reserved: number | undefined, waits: number): string[] {
    const stack = newStack();
    configure(stack, { reservedConcurrentExecutions: reserved });
    new ConnectionLookup(stack, 'Lookup', { connectionName: 'github' });
    for (let wait = 0; wait < waits; wait += 1) waitIn(stack, `Ready${wait}`);
    return (stack.node.findChild('CodeConnectionsHandler') as Construct).node.validate();
  }

  test.each([
    [1, 0, true],
    [1, 1, false],
    [2, 1, true],
    [3, 3, false],
    [4, 3, true],
    [5, 3, true],
    [undefined, 3, true],
  ])('of %s with %s waits is accepted: %s', (reserved, waits, accepted) => {
    expect(violationsOf(reserved, waits)).toEqual(
      accepted
        ? []
        : [
            expect.stringContaining(
              `[RESERVED_CONCURRENCY_TOO_LOW] 'reservedConcurrentExecutions' of the function behind the custom resources of this stack must be at least ${waits + 1}, got ${reserved}`,
            ),
          ],
    );
  });

  test('may be known at deployment only', () => {
    const number = new CfnParameter(newStack(), 'Number', { type: 'Number' }).valueAsNumber;
    expect(violationsOf(number, 3)).toEqual([]);
  });

  test('is not judged while it is looked up', () => {
    const stack = newStack();
    const reserved = Number(StringParameter.valueFromLookup(stack, '/reserved'));
    configure(stack, { reservedConcurrentExecutions: reserved });
    waitIn(stack);
    expect((stack.node.root as App).synth().manifest.missing).toHaveLength(1);
  });

  test('counts also if an aspect or an escape hatch sets it', () => {
    const stack = newStack();
    waitIn(stack);
    const handler = stack.node.findChild('CodeConnectionsHandler');
    const resource = handler.node.findAll().find((child): child is CfnFunction => child instanceof CfnFunction);
    Object.assign(resource as CfnFunction, { reservedConcurrentExecutions: 1 });
    expect(handler.node.validate()).toEqual([expect.stringContaining('must be at least 2, got 1')]);
  });
});

describe('a permissions boundary', () => {
  const boundaries = (stack: Stack) =>
    Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role')).map(
      ({ Properties }) => Properties.PermissionsBoundary,
    );
  const arn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:policy/boundary']] };

  test('of the options is that of the role of the function', () => {
    expect(boundaries(stackWith(boundary))).toEqual([arn]);
  });

  test.each<[string, StackProps, (stack: Stack) => void]>([
    ['PermissionsBoundary.of', { env }, (stack) => PermissionsBoundary.of(stack).apply(byName(stack))],
    ['the stack', { env, permissionsBoundary: StackBoundary.fromName('boundary') }, () => undefined],
  ])('of %s reaches the roles of all functions, and of messages', (_, props, apply) => {
    const stack = newStack('Stack', props);
    apply(stack);
    waitIn(stack);
    const notificationTopic = new Topic(stack, 'Topic');
    new SyncMonitor(stack, 'Monitor', { notificationTopic });
    new MonitorEventBus(stack, 'Bus', { organizationId: 'o-a1b2c3d4e5', notificationTopic });
    new FailedSyncAlarm(stack, 'Alarm', { notificationTopic });
    const all = boundaries(stack);
    expect(all).toHaveLength(4);
    for (const one of all) expect(one).toEqual(arn);
  });
});

test('property injection wins over options', () => {
  const injector = {
    constructUniqueId: LambdaFunction.PROPERTY_INJECTION_ID,
    inject: (props: object) => ({ ...props, memorySize: 1024 }),
  };
  const stack = stackWith({ memorySize: 256 }, { propertyInjectors: [injector] });
  expect(functionIn(stack).MemorySize).toBe(1024);
});
