process.env.CDK_VALIDATION = 'false';

import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { FailedSyncAlarm, type FailedSyncAlarmProps, RepositoryLink, SyncConfiguration } from '../../src';
import { ACCOUNT, stackIn } from '../integrations/fixtures';

const LINK_ID = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const DETAIL_TYPES = {
  repository: ['GitSync Repository Sync Status Change', 'Git Sync Repository Sync Status Change'],
  resource: ['GitSync Resource Sync Status Change', 'Git Sync Resource Sync Status Change'],
};

const linkIn = (stack: Stack) =>
  RepositoryLink.fromRepositoryLinkArn(
    stack,
    'Link',
    `arn:aws:codeconnections:eu-west-1:${ACCOUNT}:repository-link/${LINK_ID}`,
  );

const syncIn = (stack: Stack, repositoryLink = linkIn(stack)) =>
  new SyncConfiguration(stack, 'Sync', {
    repositoryLink,
    branch: 'main',
    configFile: 'deploy.yaml',
    stackName: 'prod',
  });

function alarmIn(stack: Stack, props: Partial<FailedSyncAlarmProps> = {}) {
  return new FailedSyncAlarm(stack, 'Failed', { notificationTopic: new Topic(stack, 'Topic'), ...props });
}

const only = (stack: Stack, type: string) =>
  Object.values(Template.fromStack(stack).findResources(type))[0]?.Properties;

const pattern = (stack: Stack) => only(stack, 'AWS::Events::Rule').EventPattern;

const ofStack = {
  syncTarget: [
    {
      prefix: {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudformation:eu-west-1:${ACCOUNT}:stack/prod/`]],
      },
    },
  ],
  status: ['FAILED'],
};
const ofLink = { repositoryLinkId: [LINK_ID], status: ['FAILED'] };

describe('the rule matches', () => {
  test('all failed syncs in the account and Region by default', () => {
    const stack = stackIn();
    alarmIn(stack);
    expect(pattern(stack)).toEqual({
      account: [ACCOUNT],
      source: ['aws.codeconnections'],
      'detail-type': [...DETAIL_TYPES.repository, ...DETAIL_TYPES.resource],
      detail: { status: ['FAILED'] },
    });
  });

  test('failed syncs of repository links', () => {
    const stack = stackIn();
    alarmIn(stack, { repositoryLinks: [linkIn(stack)] });
    expect(pattern(stack)).toEqual({
      account: [ACCOUNT],
      source: ['aws.codeconnections'],
      'detail-type': DETAIL_TYPES.repository,
      detail: ofLink,
    });
  });

  test('failed syncs of sync configurations', () => {
    const stack = stackIn();
    alarmIn(stack, { syncConfigurations: [syncIn(stack)] });
    expect(pattern(stack)).toEqual({
      account: [ACCOUNT],
      source: ['aws.codeconnections'],
      'detail-type': DETAIL_TYPES.resource,
      detail: ofStack,
    });
  });

  test('failed syncs of both', () => {
    const stack = stackIn();
    const link = linkIn(stack);
    alarmIn(stack, { repositoryLinks: [link], syncConfigurations: [syncIn(stack, link)] });
    expect(pattern(stack)).toEqual({
      account: [ACCOUNT],
      source: ['aws.codeconnections'],
      'detail-type': [...DETAIL_TYPES.repository, ...DETAIL_TYPES.resource],
      detail: { $or: [ofLink, ofStack] },
    });
  });

  test('no events of other accounts, which could have any content', () => {
    const stack = new Stack();
    new FailedSyncAlarm(stack, 'Failed', { notificationTopic: new Topic(stack, 'Topic') });
    expect(pattern(stack)).toMatchObject({ account: [{ Ref: 'AWS::AccountId' }] });
  });

  test('no events of another Region, so a repository link of another Region is refused', () => {
    const stack = stackIn('us-east-1');
    expect(() => alarmIn(stack, { repositoryLinks: [linkIn(stack)] })).toThrow(
      "repository links and sync configurations must be in the Region of the alarm, us-east-1, got 'Stack/Link' in eu-west-1; create an alarm in a stack of that Region",
    );
  });

  test.each(['repositoryLinks', 'syncConfigurations'])('an empty list of %s is refused', (name) => {
    expect(() => alarmIn(stackIn(), { [name]: [] })).toThrow(
      expect.objectContaining({ name: 'INVALID_FAILED_SYNC_ALARM' }),
    );
  });
});

describe('a failed sync', () => {
  test('sets off the alarm, which counts the matches of the rule', () => {
    const stack = stackIn();
    const { rule } = alarmIn(stack);
    expect(only(stack, 'AWS::CloudWatch::Alarm')).toEqual({
      AlarmDescription: 'Git sync has failed',
      Namespace: 'AWS/Events',
      MetricName: 'TriggeredRules',
      Dimensions: [{ Name: 'RuleName', Value: stack.resolve(rule.ruleName) }],
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test.each([
    ['a topic', (stack: Stack) => new Topic(stack, 'Any')],
    ['an imported topic', (stack: Stack) => Topic.fromTopicArn(stack, 'Any', `arn:aws:sns:eu-west-1:${ACCOUNT}:git`)],
    ['an L1', (stack: Stack) => new CfnTopic(stack, 'Any')],
  ])('is sent to %s, with a role that may publish there only', (_, make) => {
    const stack = stackIn();
    const notificationTopic = make(stack);
    const arn = stack.resolve(notificationTopic.topicRef.topicArn);
    alarmIn(stack, { notificationTopic });
    const [target] = only(stack, 'AWS::Events::Rule').Targets;
    expect(target).toEqual({
      Arn: arn,
      Id: expect.any(String),
      RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^FailedRole/), 'Arn'] },
      InputTransformer: {
        // no name that people have chosen, because a rule can neither quote nor check it
        InputPathsMap: { 'resources-0-': '$.resources[0]', 'detail-commit': '$.detail.commit' },
        InputTemplate: expect.stringContaining('has failed at commit <detail-commit>'),
      },
    });
    expect(only(stack, 'AWS::IAM::Policy').PolicyDocument.Statement).toEqual([
      { Action: 'sns:Publish', Effect: 'Allow', Resource: arn },
    ]);
  });

  test('can be sent to an encrypted topic: the role may use its key', () => {
    const stack = stackIn();
    alarmIn(stack, { notificationTopic: new Topic(stack, 'Encrypted', { masterKey: new Key(stack, 'Key') }) });
    expect(only(stack, 'AWS::IAM::Policy').PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }),
    );
  });
});
