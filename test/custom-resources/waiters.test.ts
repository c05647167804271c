import {
  Annotations,
  App,
  CfnParameter,
  type CfnResource,
  Duration,
  LegacyStackSynthesizer,
  NestedStack,
  RemovalPolicy,
  Stack,
  Stage,
  Tags,
} from 'aws-cdk-lib';
import { Annotations as AnnotationsOf, Match, Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, type ITopicRef, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { AvailableConnection, AvailableHost, Connection, Host, type WaitOptions } from '../../src';
import { ACCOUNT, arnOf, both, logicalId, newStack, only, REGION, token } from '../fixtures';

const FUNCTION = 'CodeConnectionsHandlerFunction9FC9046B';
const ROLE = 'CodeConnectionsHandlerRole270AD43B';
const LOGS = 'CodeConnectionsHandlerLogs2AC7A6C1';
const POLICIES = {
  connection: 'CodeConnectionsHandlerAvailableConnectionPolicyC4E6E2AA',
  host: 'CodeConnectionsHandlerAvailableHostPolicyBA7A1E4E',
};

interface Waiter {
  readonly name: string;
  readonly kind: 'connection' | 'host';
  readonly type: string;
  readonly arnProperty: string;
  readonly create: (scope: Construct, id: string, options?: WaitOptions, arn?: string) => Construct;
}

const WAITERS: Waiter[] = [
  {
    name: 'AvailableConnection',
    kind: 'connection',
    type: 'Custom::CodeConnectionsAvailableConnection',
    arnProperty: 'ConnectionArn',
    create: (scope, id, options = {}, arn = arnOf('connection/1')) =>
      new AvailableConnection(scope, id, {
        connection: Connection.fromConnectionArn(scope, `${id}Import`, arn),
        ...options,
      }),
  },
  {
    name: 'AvailableHost',
    kind: 'host',
    type: 'Custom::CodeConnectionsAvailableHost',
    arnProperty: 'HostArn',
    create: (scope, id, options = {}, arn = arnOf('host/h-1')) =>
      new AvailableHost(scope, id, { host: Host.fromHostArn(scope, `${id}Import`, arn), ...options }),
  },
];

const typesIn = (stack: Stack): string[] =>
  Object.values<{ Type: string }>(Template.fromStack(stack).toJSON().Resources)
    .map(({ Type }) => Type)
    .sort();
const everyArn = (resource: string) =>
  ['codeconnections', 'codestar-connections'].map((prefix) => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${prefix}:*:*:${resource}/*`]],
  }));

describe.each(WAITERS)('$name', ({ kind, type, arnProperty, create }) => {
  describe('the resources of the wait', () => {
    test('are a function, its role, its log group, a shared policy, and a custom resource for each use', () => {
      const stack = newStack();
      const fixed = ['AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup'];
      create(stack, 'First');
      expect(typesIn(stack)).toEqual([...fixed, type]);
      const five = newStack();
      for (const id of ['A', 'B', 'C', 'D', 'E']) create(five, id);
      expect(typesIn(five)).toEqual([...fixed, ...Array(5).fill(type)]);
    });

    test('are a custom resource and a policy for each use with a topic', () => {
      const one = newStack();
      const two = newStack();
      const topicIn = (stack: Stack) => Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:topic`);
      create(one, 'First', { notificationTopic: topicIn(one) });
      const notificationTopic = topicIn(two);
      for (const id of ['First', 'Second']) create(two, id, { notificationTopic });
      expect(typesIn(two).length - typesIn(one).length).toBe(2);
      expect(typesIn(one)).toHaveLength(6);
    });

    test('need neither assets nor a bootstrap', () => {
      const stack = newStack('Stack', { synthesizer: new LegacyStackSynthesizer() });
      create(stack, 'Ready');
      const assembly = (stack.node.root as Stage).synth();
      expect(assembly.getStackByName('Stack').assets).toEqual([]);
      expect(JSON.stringify(Template.fromStack(stack).toJSON()).length).toBeLessThan(51_200);
    });

    test('are the same in each synthesis', () => {
      const [first, second] = [newStack(), newStack()];
      for (const stack of [first, second]) create(stack, 'Ready');
      expect(Template.fromStack(first).toJSON()).toEqual(Template.fromStack(second).toJSON());
    });
  });

  test('has a custom resource with the ARN, the timeouts and the behaviour at the timeout', () => {
    const stack = newStack();
    create(stack, 'Ready');
    expect(only(stack, type)).toEqual({
      Type: type,
      Properties: {
        ServiceToken: { 'Fn::GetAtt': [FUNCTION, 'Arn'] },
        ServiceTimeout: 3_600,
        ContractVersion: 1,
        [arnProperty]: arnOf(kind === 'connection' ? 'connection/1' : 'host/h-1'),
        TimeoutInSeconds: 3_480,
        ContinueWhenPending: false,
      },
      DependsOn: [POLICIES[kind]],
    });
  });

  test.each([
    [Duration.seconds(1), 1],
    [Duration.minutes(58), 3_480],
    [Duration.millis(2_000), 2],
  ])('accepts a timeout of %s, and CloudFormation waits 2 minutes longer', (timeout, seconds) => {
    const stack = newStack();
    create(stack, 'Ready', { timeout, continueWhenPending: true });
    expect(only(stack, type).Properties).toMatchObject({
      TimeoutInSeconds: seconds,
      ServiceTimeout: seconds + 120,
      ContinueWhenPending: true,
    });
  });

  test.each([Duration.seconds(0), Duration.millis(1_500), Duration.seconds(3_481), Duration.hours(2)])(
    'refuses a timeout of %s',
    (timeout) => {
      expect(() => create(newStack(), 'Ready', { timeout })).toThrow(
        /^\[INVALID_TIMEOUT\] 'timeout' must be a whole number of seconds, from 1 second to 58 minutes, got Duration/,
      );
    },
  );

  test('refuses a timeout that is known only at deployment', () => {
    const stack = newStack();
    const timeout = Duration.minutes(new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber);
    expect(() => create(stack, 'Ready', { timeout })).toThrow(
      /^\[UNRESOLVED_TIMEOUT\] 'timeout' must be known at synthesis, got a token/,
    );
  });

  describe('the shared policy of a custom resource type', () => {
    test('allows exactly the calls of the handler, by type of resource', () => {
      const stack = newStack();
      create(stack, 'Ready');
      const self = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [FUNCTION, 'Arn'] } };
      const calls = {
        connection: [{ Effect: 'Allow', Action: both('GetConnection'), Resource: everyArn('connection') }],
        host: [
          { Effect: 'Allow', Action: both('GetHost'), Resource: everyArn('host') },
          { Effect: 'Allow', Action: both('ListHosts'), Resource: '*' },
        ],
      };
      expect(Template.fromStack(stack).toJSON().Resources[POLICIES[kind]].Properties).toMatchObject({
        PolicyDocument: { Version: '2012-10-17', Statement: [...calls[kind], self] },
        Roles: [{ Ref: ROLE }],
      });
    });

    test('does not change with the number of uses', () => {
      const [one, many] = [newStack(), newStack()];
      create(one, 'A');
      for (const id of ['A', 'B', 'C']) create(many, id, {}, arnOf(`${kind}/${id}`, 'codestar-connections'));
      const policyIn = (stack: Stack) => Template.fromStack(stack).toJSON().Resources[POLICIES[kind]];
      expect(policyIn(many)).toEqual(policyIn(one));
    });
  });

  describe('the notification topic', () => {
    const policyOf = (stack: Stack) => {
      const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
      return Object.entries(policies).filter(([id]) => !id.startsWith('CodeConnectionsHandler'));
    };

    test.each<[string, (stack: Stack) => ITopicRef]>([
      ['a new one', (stack) => new Topic(stack, 'Topic')],
      ['an L1', (stack) => new CfnTopic(stack, 'Topic')],
      ['an imported one', (stack) => Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:eu-north-1:${ACCOUNT}:topic`)],
      ['one with the key of AWS', (stack) => new Topic(stack, 'Topic', { enforceSSL: true })],
    ])('can be %s, to which the function may publish', (_, topicIn) => {
      const stack = newStack();
      const notificationTopic = topicIn(stack);
      create(stack, 'Ready', { notificationTopic });
      const [[policyId, policy], ...others] = policyOf(stack);
      expect(others).toEqual([]);
      const Resource = stack.resolve(notificationTopic.topicRef.topicArn);
      expect(policy.Properties).toMatchObject({
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource }] },
        Roles: [{ Ref: ROLE }],
      });
      expect(only(stack, type).Properties.NotificationTopicArn).toEqual(Resource);
      expect(only(stack, type).DependsOn).toEqual(expect.arrayContaining([policyId, POLICIES[kind]]));
    });

    test.each<[string, (stack: Stack) => ITopicRef]>([
      ['new', (stack) => new Topic(stack, 'Topic', { masterKey: new Key(stack, 'Key') })],
      [
        'imported',
        (stack) =>
          Topic.fromTopicAttributes(stack, 'Topic', {
            topicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:topic`,
            keyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`,
          }),
      ],
    ])('may be encrypted, %s: the function may use its key', (_, topicIn) => {
      const stack = newStack();
      const notificationTopic = topicIn(stack) as Topic;
      create(stack, 'Ready', { notificationTopic });
      expect(policyOf(stack)[0][1].Properties.PolicyDocument.Statement).toEqual([
        { Effect: 'Allow', Action: 'sns:Publish', Resource: stack.resolve(notificationTopic.topicArn) },
        {
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: stack.resolve(notificationTopic.masterKey?.keyArn),
        },
      ]);
    });

    test('has its subscriptions before the message is sent', () => {
      const stack = newStack();
      const topic = new Topic(stack, 'Topic');
      topic.addSubscription(new EmailSubscription('team@example.com'));
      create(stack, 'Ready', { notificationTopic: topic });
      const [subscription] = Object.keys(Template.fromStack(stack).findResources('AWS::SNS::Subscription'));
      expect(only(stack, type).DependsOn).toContain(subscription);
    });

    test('can be shared by several waits', () => {
      const stack = newStack();
      const notificationTopic = new Topic(stack, 'Topic');
      for (const id of ['First', 'Second']) create(stack, id, { notificationTopic });
      const names = policyOf(stack).map(([, policy]) => policy.Properties.PolicyName);
      expect(new Set(names).size).toBe(2);
    });

    test('can be in another stack', () => {
      const stack = newStack();
      const other = new Stack(stack.node.root as Stage, 'Other', { env: { account: ACCOUNT, region: REGION } });
      create(stack, 'Ready', { notificationTopic: new Topic(other, 'Topic') });
      expect(only(stack, type).Properties.NotificationTopicArn).toEqual({ 'Fn::ImportValue': expect.any(String) });
    });
  });

  describe('logical ids must not change, because CloudFormation refuses a changed service token', () => {
    const idsIn = (stack: Stack) =>
      Object.keys(Template.fromStack(stack).toJSON().Resources).filter((id) => id.startsWith('CodeConnectionsHandler'));
    const expected = [LOGS, ROLE, FUNCTION, POLICIES[kind]];

    test('of the function in a stack', () => {
      const stack = newStack('AnyName');
      create(stack, 'Ready');
      expect(idsIn(stack).sort()).toEqual(expected.sort());
    });

    test('of the function in a stage', () => {
      const stage = new Stage(newStack().node.root, 'Prod');
      const stack = new Stack(stage, 'Any');
      create(stack, 'Ready');
      expect(idsIn(stack).sort()).toEqual(expected.sort());
    });

    test('of the function in a nested stack, which has its own', () => {
      const parent = newStack();
      create(parent, 'Ready');
      const nested = new NestedStack(parent, 'Nested');
      create(nested, 'Ready');
      expect(idsIn(nested).sort()).toEqual(expected.sort());
      expect(idsIn(parent).sort()).toEqual(expected.sort());
    });
  });

  test('tells that no topic gets the link, unless there is one, or that is acknowledged', () => {
    const id = 'cdk-codeconnections:waitWithoutTopic';
    const told = (stack: Stack) => AnnotationsOf.fromStack(stack).findInfo('*', Match.stringLikeRegexp(id)).length;
    const [without, withTopic, acknowledged] = [newStack(), newStack(), newStack()];
    create(without, 'Ready');
    create(withTopic, 'Ready', { notificationTopic: new Topic(withTopic, 'Topic') });
    create(acknowledged, 'Ready');
    Annotations.of(acknowledged).acknowledgeInfo(id);
    expect([without, withTopic, acknowledged].map(told)).toEqual([1, 0, 0]);
  });

  test('retains its custom resource with a removal policy', () => {
    const stack = newStack();
    const waiter = create(stack, 'Ready');
    (waiter as AvailableConnection).applyRemovalPolicy(RemovalPolicy.RETAIN);
    expect(only(stack, type)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(logicalId(stack, waiter)).toBe(stack.resolve((waiter.node.findChild('Resource') as CfnResource).logicalId));
  });

  test.each([
    ['codeconnections', 'us-west-2', '999999999999'],
    ['codestar-connections', 'us-west-2', '999999999999'],
  ])('has the environment of the resource that it waits for: %s', (prefix, region, account) => {
    const waiter = create(newStack(), 'Ready', {}, `arn:aws:${prefix}:${region}:${account}:${kind}/1`);
    expect((waiter as AvailableConnection).env).toEqual({ region, account });
  });

  test('accepts an ARN that is known only at deployment', () => {
    const stack = newStack();
    create(stack, 'Ready', {}, token(stack));
    expect(only(stack, type).Properties[arnProperty]).toEqual({ Ref: 'Parameter' });
  });
});

describe('the function of the custom resources', () => {
  const synth = (prepare: (stack: Stack) => void = () => {}) => {
    const stack = newStack();
    for (const { create, name } of WAITERS) create(stack, name);
    prepare(stack);
    return Template.fromStack(stack);
  };

  test('is shared by all custom resource types, with a policy for each', () => {
    const template = synth();
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::IAM::Role', 1);
    expect(Object.keys(template.findResources('AWS::IAM::Policy')).sort()).toEqual(Object.values(POLICIES).sort());
  });

  test('has its code in the template, and the id of the stack that it serves', () => {
    const [{ Properties }] = Object.values(synth().findResources('AWS::Lambda::Function'));
    expect(Properties).toEqual({
      Description: 'Custom resources of cdk-codeconnections',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: expect.stringContaining('AvailableConnection') },
      Role: { 'Fn::GetAtt': [ROLE, 'Arn'] },
      Timeout: 900,
      MemorySize: 128,
      Environment: { Variables: { STACK_ID: { Ref: 'AWS::StackId' } } },
      LoggingConfig: { LogGroup: { Ref: LOGS } },
    });
  });

  test('may write to its log group, but not recreate it after its deletion', () => {
    const template = synth();
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
    const [{ Properties }] = Object.values(template.findResources('AWS::IAM::Role'));
    expect(Properties.ManagedPolicyArns).toBeUndefined();
    expect(Properties.Policies).toEqual([
      {
        PolicyName: 'Logs',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Resource: { 'Fn::GetAtt': [LOGS, 'Arn'] },
            },
          ],
        },
      },
    ]);
    expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]);
  });

  test('passes cdk-nag, except for intended wildcards of resource types', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const notificationTopic = Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:topic`);
    for (const { create, name } of WAITERS) create(stack, name, { notificationTopic });
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    const byType = (type: string) =>
      ['codeconnections', 'codestar-connections'].map(
        (p) => `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${p}:*:*:${type}/*]`,
      );
    const found = violations.map(({ ruleName }) => ruleName);
    expect(found.sort()).toEqual(['AwsSolutions-IAM5[Resource::*]', ...byType('connection'), ...byType('host')].sort());
  });

  test('gets the tags and the permissions boundary of its scope', () => {
    const template = synth((stack) => {
      Tags.of(stack).add('team', 'infra');
      PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'));
    });
    const Tagged = { Tags: Match.arrayWith([{ Key: 'team', Value: 'infra' }]) };
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup']) {
      template.hasResourceProperties(type, Tagged);
    }
    template.hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
  });
});
