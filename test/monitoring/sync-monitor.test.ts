process.env.CDK_VALIDATION = 'false';

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, Duration, LegacyStackSynthesizer, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ProductStack } from 'aws-cdk-lib/aws-servicecatalog';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { GitSyncSynthesizer, SyncMonitor, type SyncMonitorProps } from '../../src';
import { SYNC_MONITOR_CALLS } from '../../src/handlers/sync-monitor/contract';
import { ACCOUNT, both, newStack, only, REGION } from '../fixtures';

const monitorIn = (stack: Stack, props?: SyncMonitorProps) => new SyncMonitor(stack, 'Monitor', props);

/** All properties that add resources. */
const everything = (stack: Stack): SyncMonitorProps => ({
  notificationTopic: new Topic(stack, 'Notifications', { enforceSSL: true }),
  alarmTopic: new Topic(stack, 'Alarms', { enforceSSL: true }),
  centralEventBus: EventBus.fromEventBusArn(
    stack,
    'Central',
    'arn:aws:events:eu-central-1:111122223333:event-bus/git-sync',
  ),
});

const resources = (stack: Stack, type: string) => Object.values(Template.fromStack(stack).findResources(type));

/** The rules with certain properties. */
const ruleOf = (stack: Stack, is: (properties: Record<string, unknown>) => boolean) =>
  resources(stack, 'AWS::Events::Rule').filter(({ Properties }) => is(Properties));

describe('the function', () => {
  test('has its code in the template, its own role, and its own log group with a retention', () => {
    const stack = newStack();
    monitorIn(stack);
    expect(only(stack, 'AWS::Lambda::Function').Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: readFileSync(join(__dirname, '../../lib/handlers/sync-monitor.js'), 'utf8') },
      Role: { 'Fn::GetAtt': [expect.stringMatching(/^MonitorPollRole/), 'Arn'] },
      LoggingConfig: { LogGroup: { Ref: expect.stringMatching(/^MonitorPollLogs/) } },
      Environment: {
        Variables: {
          STATE_TABLE_NAME: { Ref: expect.stringMatching(/^MonitorPollState/) },
          EVENT_BUS_NAME: 'default',
          STUCK_AFTER_SECONDS: '3600',
        },
      },
    });
    expect(only(stack, 'AWS::Logs::LogGroup').Properties).toEqual({ RetentionInDays: 30 });
  });

  test('has a table that is billed per request, and is deleted with the stack', () => {
    const stack = newStack();
    monitorIn(stack);
    expect(only(stack, 'AWS::DynamoDB::Table')).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });

  test('may read Git sync under both prefixes, use its table, put events and write its log, and nothing else', () => {
    const stack = newStack();
    monitorIn(stack);
    const arns = (resource: string) =>
      ['codeconnections', 'codestar-connections'].map((prefix) => ({
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${prefix}:*:*:${resource}/*`]],
      }));
    const { Policies, ManagedPolicyArns } = only(stack, 'AWS::IAM::Role').Properties;
    expect(ManagedPolicyArns).toBeUndefined();
    expect(resources(stack, 'AWS::IAM::Policy')).toEqual([]);
    expect(
      (Policies as { PolicyDocument: { Statement: unknown[] } }[]).flatMap((it) => it.PolicyDocument.Statement),
    ).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^MonitorPollLogs/), 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: both(
          'GetResourceSyncStatus',
          'GetSyncBlockerSummary',
          'GetSyncConfiguration',
          'ListConnections',
          'ListHosts',
          'ListRepositoryLinks',
          'ListSyncConfigurations',
        ),
        Resource: '*',
      },
      { Effect: 'Allow', Action: both('GetRepositorySyncStatus'), Resource: arns('repository-link') },
      { Effect: 'Allow', Action: both('GetConnection'), Resource: arns('connection') },
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^MonitorPollState/), 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Resource: {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:events:${REGION}:${ACCOUNT}:event-bus/default`]],
        },
      },
    ]);
  });

  test('has no permission to change anything in the service, such as resolving a sync blocker', () => {
    expect(
      SYNC_MONITOR_CALLS.flatMap(({ operations }) => operations).filter((name) => !/^(Get|List)/.test(name)),
    ).toEqual([]);
    const stack = newStack();
    monitorIn(stack, everything(stack));
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Role'))).not.toMatch(/UpdateSyncBlocker"/);
  });
});

describe('the function runs', () => {
  const schedule = (stack: Stack) =>
    ruleOf(stack, ({ ScheduleExpression }) => ScheduleExpression !== undefined)[0].Properties;

  test.each([
    [undefined, 'rate(5 minutes)', 300, 240],
    [Duration.minutes(1), 'rate(1 minute)', 60, 60],
    [Duration.seconds(120), 'rate(2 minutes)', 120, 120],
    [Duration.hours(6), 'rate(6 hours)', 21_600, 240],
  ])('at the rate %s by %s, without retries, and ends before the next run', (rate, expression, period, timeout) => {
    const stack = newStack();
    monitorIn(stack, rate && { rate });
    expect(schedule(stack)).toMatchObject({
      ScheduleExpression: expression,
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: period } }],
    });
    const retries = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: period, Qualifier: '$LATEST' };
    expect(only(stack, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject(retries);
    expect(only(stack, 'AWS::Lambda::Function').Properties).toMatchObject({ Timeout: timeout });
    const periods = resources(stack, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.Period);
    expect(new Set(periods)).toEqual(new Set([period]));
  });

  test.each([
    ['a second', Duration.seconds(1), '1 second; a rule cannot run more often'],
    ['59 seconds', Duration.seconds(59), '59 seconds; a rule cannot run more often'],
    ['61 seconds', Duration.seconds(61), '1 minute 1 second'],
    ['more than 6 hours', Duration.minutes(361), '6 hours 1 minute'],
  ])('a rate of %s is refused', (_, rate, got) => {
    expect(() => monitorIn(newStack(), { rate })).toThrow(
      `'rate' must be from 1 to 360 minutes, in whole minutes, got ${got}`,
    );
  });

  test('a rate that is known at deployment only is refused, because it is the period of the alarms', () => {
    const stack = newStack();
    const rate = Duration.minutes(new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber);
    expect(() => monitorIn(stack, { rate })).toThrow(/\[UNRESOLVED_RATE\] 'rate' must be known at synthesis/);
  });

  test.each([
    [59, false],
    [60, true],
    [7200, true],
  ])('stuckAfter can be %s seconds: %s', (seconds, taken) => {
    const stack = newStack();
    const make = () => monitorIn(stack, { stuckAfter: Duration.seconds(seconds) });
    if (!taken) return expect(make).toThrow("'stuckAfter' must be at least 1 minute, got 59 seconds");
    make();
    const { Environment } = only(stack, 'AWS::Lambda::Function').Properties;
    return expect(Environment).toMatchObject({ Variables: { STUCK_AFTER_SECONDS: String(seconds) } });
  });

  test('stuckAfter can be known at deployment only', () => {
    const stack = newStack();
    const seconds = new CfnParameter(stack, 'Seconds', { type: 'Number' });
    monitorIn(stack, { stuckAfter: Duration.seconds(seconds.valueAsNumber) });
    const { Environment } = only(stack, 'AWS::Lambda::Function').Properties;
    expect(Environment).toMatchObject({ Variables: { STUCK_AFTER_SECONDS: { Ref: 'Seconds' } } });
  });

  test('at the end of a sync of a repository or a stack, for both spellings of the event', () => {
    const stack = newStack();
    monitorIn(stack);
    const [rule] = ruleOf(stack, ({ ScheduleExpression }) => ScheduleExpression === undefined);
    expect(rule.Properties).toMatchObject({
      EventPattern: {
        source: ['aws.codeconnections'],
        'detail-type': [
          'GitSync Repository Sync Status Change',
          'Git Sync Repository Sync Status Change',
          'GitSync Resource Sync Status Change',
          'Git Sync Resource Sync Status Change',
        ],
        detail: { status: ['SUCCEEDED', 'FAILED'] },
      },
      Targets: [{ Arn: { 'Fn::GetAtt': [expect.stringMatching(/^MonitorPollFunction/), 'Arn'] } }],
    });
  });

  test('for these two rules, and for nobody else', () => {
    const stack = newStack();
    monitorIn(stack);
    const rules = Object.keys(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    const permissions = resources(stack, 'AWS::Lambda::Permission').map(({ Properties }) => Properties);
    expect(permissions).toHaveLength(2);
    expect(permissions).toEqual(
      rules.map((rule) => ({
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: expect.stringMatching(/^MonitorPollFunction/) },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [rule, 'Arn'] },
      })),
    );
  });
});

describe('a stack with a monitor can be deployed', () => {
  /** The template of a stack with all properties, as it is in the cloud assembly. */
  function synthesise(props: StackProps, context: Record<string, unknown> = {}) {
    const app = new App({ context });
    const stack = new Stack(app, 'git-sync-monitor', { synthesizer: new LegacyStackSynthesizer(), ...props });
    monitorIn(stack, everything(stack));
    const assembly = app.synth();
    const [{ assets, templateFullPath }] = assembly.stacks;
    const text = readFileSync(templateFullPath, 'utf8');
    return { assets, text, template: JSON.parse(text), manifest: assembly.manifest };
  }

  test('by a stack set: the template has no assets, no parameters, no bootstrap rule, and nothing of one account', () => {
    const { assets, template, text } = synthesise({});
    expect(assets).toEqual([]);
    expect(Object.keys(template)).toEqual(['Resources']);
    expect(text).not.toMatch(/cdk-bootstrap|hnb659fds|AWS::CloudFormation::Stack"|Fn::ImportValue/);
  });

  test('without a bucket: the template has at most the 51,200 bytes that CloudFormation accepts', () => {
    expect(Buffer.byteLength(synthesise({}).text)).toBeLessThan(51_200);
  });

  test('without a bucket even with the metadata of the CDK CLI, if the template is not indented', () => {
    const { text, template } = synthesise({ suppressTemplateIndentation: true }, { 'aws:cdk:version-reporting': true });
    expect(Object.keys(template.Resources)).toContain('CDKMetadata');
    expect(Buffer.byteLength(text)).toBeLessThan(51_200);
  });

  test('by Git sync: the GitSyncSynthesizer accepts it', () => {
    const repositoryRoot = mkdtempSync(join(tmpdir(), 'cdk-codeconnections-repository-'));
    try {
      const [templateFilePath, configFile] = ['monitor.json', 'deploy.yaml'];
      const synthesizer = new GitSyncSynthesizer({ templateFilePath, configFile, repositoryRoot });
      const app = new App();
      monitorIn(new Stack(app, 'monitor', { synthesizer }));
      app.synth();
      const template = readFileSync(join(repositoryRoot, templateFilePath));
      expect(Object.keys(JSON.parse(template.toString()).Resources)).toContain('MonitorDashboardEBC49162');
      expect(template.byteLength).toBeLessThan(51_200);
    } finally {
      rmSync(repositoryRoot, { recursive: true });
    }
  });

  test('as a product of Service Catalog', () => {
    const app = new App();
    const product = new ProductStack(new Stack(app, 'portfolio'), 'Monitor');
    monitorIn(product);
    const { directory } = app.synth();
    const template = JSON.parse(readFileSync(join(directory, product.templateFile), 'utf8'));
    expect(Object.keys(template)).toEqual(['Resources']);
  });

  test('several times: no resource has a fixed name', () => {
    const names = Object.values(synthesise({}).template.Resources as { Properties: object }[]).flatMap(
      ({ Properties }) =>
        Object.keys(Properties ?? {}).filter((name) =>
          /^(AlarmName|DashboardName|FunctionName|RoleName|TableName|LogGroupName|Name)$/.test(name),
        ),
    );
    // references to the function
    expect(new Set(names)).toEqual(new Set(['FunctionName']));
  });

  test('with AwsSolutions checks: only the wildcards that the service requires are reported', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
    monitorIn(stack, everything(stack));
    app.synth();
    const found = new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName }) => ruleName);
    const arn = (prefix: string, resource: string) =>
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${prefix}:*:*:${resource}/*]`;
    expect(found.sort()).toEqual(
      [
        'AwsSolutions-IAM5[Resource::*]',
        ...['codeconnections', 'codestar-connections'].flatMap((prefix) => [
          arn(prefix, 'connection'),
          arn(prefix, 'repository-link'),
        ]),
      ].sort(),
    );
  });
});

describe('an account and Region has one monitor:', () => {
  const inStack = (scope: App | Stage, id: string, env?: StackProps['env']) => monitorIn(new Stack(scope, id, { env }));
  const here = { account: ACCOUNT, region: REGION };

  test('a second one for the same account and Region is refused', () => {
    const app = new App();
    inStack(app, 'One', here);
    expect(() => inStack(app, 'Two', here)).toThrow(
      `an account and Region can have one SyncMonitor only, and 'One/Monitor' is already there in ${ACCOUNT}/${REGION}; remove one of the two`,
    );
  });

  test('a second one in the same stack is refused, whatever its environment', () => {
    const stack = new Stack(new App(), 'Stack');
    monitorIn(stack);
    expect(() => new SyncMonitor(stack, 'Second')).toThrow("'Stack/Monitor' is already there in this stack");
  });

  test.each([
    ['another Region', { ...here, region: 'us-east-1' }],
    ['another account', { ...here, account: '111122223333' }],
    ['an environment that is not known', undefined],
  ])('%s may have its own', (_, env) => {
    const app = new App();
    inStack(app, 'One', here);
    expect(() => inStack(app, 'Two', env)).not.toThrow();
  });

  test('each Stage may have its own', () => {
    const app = new App();
    inStack(new Stage(app, 'Blue'), 'One', here);
    expect(() => inStack(new Stage(app, 'Green'), 'One', here)).not.toThrow();
  });
});

test.each([
  ['StacksBehind', true],
  ['StackBehind', false],
  ['', false],
  ['toString', false],
])('a metric named %j exists: %s', (name, exists) => {
  const monitor = new SyncMonitor(newStack(), 'Monitor');
  if (exists) expect(monitor.metric(name).metricName).toBe(name);
  else
    expect(() => monitor.metric(name)).toThrow(/\[INVALID_SYNC_MONITOR\] 'metricName' must be one of .*StacksBehind/);
});
