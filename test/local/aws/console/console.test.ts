/** What the console of the local AWS has beside that of the simulator: messages of topics, and what needs attention. */
import { setTimeout as sleep } from 'node:timers/promises';
import { awsRequest } from '../../../../local/aws/aws-request';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { describeInBrowser, launchBrowser } from '../../browser';
import { problemsOf } from '../../page-checks';
import { outcome, role, roleWith } from '../ministack/roles';
import { Stacks } from '../ministack/stacks';

jest.setTimeout(120_000); // the first start makes the Python environment

const LINK =
  'https://us-east-1.console.aws.amazon.com/codesuite/settings/123456789012/us-east-1/codeconnections/hosts/h';
const NASTY = `<script>alert(1)</script>"'&`;

let aws: LocalAws;
let stacks: Stacks;
let topicArn: string;

beforeAll(async () => {
  aws = await startLocalAws({ port: 0, simulatorPort: 0 });
  stacks = new Stacks(aws);
  const topic = { Resources: { R: { Type: 'AWS::SNS::Topic' } }, Outputs: { Arn: { Value: { Ref: 'R' } } } };
  topicArn = (await stacks.create('topic', topic)).Arn;
});

afterAll(() => aws?.stop());

const page = async (path: string) => (await fetch(aws.simulator.url + path)).text();
const sns = (parameters: Record<string, string>) =>
  awsRequest<string>(aws.env, { service: 'sns', parameters: { Version: '2010-03-31', ...parameters } });
const publish = (Message: string, Subject = '') =>
  sns({ Action: 'Publish', TopicArn: topicArn, Message, ...(Subject && { Subject }) });
/** What needs attention, item by item, as text. */
async function attention(): Promise<string[]> {
  const [, part = ''] = /<h2>Needs attention<\/h2>(.*?)<h2>/s.exec(await page('/')) ?? [];
  const items = [...part.matchAll(/<li.*?<\/li>/gs)];
  return items.map(([item]) =>
    item
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
}
/** Repeats a look until it finds something. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(50);
  }
}

describe('the messages of topics', () => {
  test('are there newest first, with topic, subject and text, from whichever way they came', async () => {
    await publish('first', 'The subject');
    await sns({
      Action: 'PublishBatch',
      TopicArn: topicArn,
      'PublishBatchRequestEntries.member.1.Id': '1',
      'PublishBatchRequestEntries.member.1.Message': 'second',
    });
    const text = await page('/sns/messages');
    expect([...text.matchAll(/<pre>(.*?)<\/pre>/g)].map(([, message]) => message).slice(0, 2)).toEqual([
      'second',
      'first',
    ]);
    expect([...text.matchAll(/<h2 .*?>(.*?)<\/h2>/g)].map(([, subject]) => subject).slice(0, 2)).toEqual([
      'No subject',
      'The subject',
    ]);
    expect(text).toContain(`<a href="/sns/messages/${encodeURIComponent(topicArn)}">${topicArn}</a>`);
    expect(text).toContain('http-equiv="refresh"');
  });

  test('are listed by topic, and the latest ones in the overview', async () => {
    await publish('for the overview');
    expect(await page('/')).toMatch(/<a href="\/sns\/messages#[\w-]+">[^<]*: for the overview<\/a>/);
    expect(await page(`/sns/messages/${encodeURIComponent(topicArn)}`)).toContain('for the overview');
    expect((await fetch(`${aws.simulator.url}/sns/messages/other`)).status).toBe(404);
  });

  test('are texts: only links into the AWS console are links, and lead to the local page', async () => {
    await publish(`${NASTY} ${LINK} https://evil.example.com/x javascript:alert(1)`, NASTY);
    const text = await page('/sns/messages');
    expect(text).not.toMatch(/<script|href="(https?|javascript):/);
    expect(text).toContain(
      `<a href="${new URL(LINK).pathname}">${LINK}</a> https://evil.example.com/x javascript:alert(1)`,
    );
  });

  test('are kept, but not without bound', async () => {
    await publish('y'.repeat(30_000));
    expect(await page('/sns/messages')).toContain(`${'y'.repeat(20_000)}… (30,000 characters)</pre>`);
    for (let n = 0; n < 105; n++) await publish(`message ${n}`);
    const text = await page('/sns/messages');
    expect(text.match(/<article/g)).toHaveLength(100);
    expect(text).not.toContain('<pre>message 4<');
  });

  test('cannot be published to a topic that does not exist, and then there are none', async () => {
    const TopicArn = `${topicArn}-none`;
    await expect(sns({ Action: 'Publish', TopicArn, Message: 'lost' })).rejects.toThrow('NotFound');
    expect(await page('/sns/messages')).not.toContain('lost');
  });

  test('and what needs attention are for the root user only', async () => {
    const everything = await roleWith(aws.env, [{ Action: '*', Resource: '*' }]);
    for (const operation of ['_TopicMessages', '_NeedsAttention']) {
      const target = `com.amazonaws.codeconnections.CodeConnections_20231201.${operation}`;
      const response = await outcome(everything, { service: 'codeconnections', target, body: {} });
      expect(response).toMatch(/UnknownOperation|AccessDenied/);
      expect(response).not.toContain('message 1');
    }
  });
});

describe('what needs attention', () => {
  const fn = (name: string, code: string) => ({
    Role: role({ Service: 'lambda.amazonaws.com' }, [{ Action: 'logs:*', Resource: '*' }], `role-${name}`),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: name,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: code },
      },
    },
  });
  const invoke = (name: string, body: object) =>
    awsRequest(aws.env, { service: 'lambda', path: `/2015-03-31/functions/${name}/invocations`, body }).catch(() => {});

  test('is a stack that was rolled back, with the reason of its last operation, until it is deleted', async () => {
    const Resources = {
      Topic: { Type: 'AWS::SNS::Topic' },
      Function: {
        Type: 'AWS::Lambda::Function',
        DependsOn: 'Topic',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: 'arn:aws:iam::123456789012:role/none',
          Code: {},
        },
      },
      Wait: { Type: 'AWS::CloudFormation::WaitCondition', Properties: { Timeout: '1', Handle: 'none' } },
    };
    const reason = await stacks.failure('CreateStack', 'broken', { Resources });
    const [item] = (await attention()).filter((text) => text.includes('stack broken'));
    expect(item).toMatch(/^CloudFormation stack broken ROLLBACK_COMPLETE \w+: /);
    expect(reason).not.toBe('');
    await stacks.delete('broken');
    expect((await attention()).filter((text) => text.includes('stack broken'))).toEqual([]);
  });

  test('is a stack that waits for a custom resource, and a function whose last invocation failed', async () => {
    const Resources = {
      ...fn('silent', 'exports.handler = async ({ fine }) => { if (!fine) throw new Error("no"); };'),
      Wait: {
        Type: 'Custom::Wait',
        Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, ServiceTimeout: 60 },
      },
    };
    await stacks.begin('CreateStack', 'waiting', { Resources });
    await until(async () => (await attention()).find((text) => text.startsWith('Function silent ERROR')));
    expect(await attention()).toContain(
      'CloudFormation stack waiting CREATE_IN_PROGRESS Waits for the response of custom resource Wait.',
    );
    await invoke('silent', { fine: true });
    await until(async () =>
      (await attention()).some((text) => text.startsWith('Function silent')) ? undefined : true,
    );
    await stacks.call('DeleteStack', { StackName: 'waiting' });
  });

  test('is an alarm that is on', async () => {
    const target = 'GraniteServiceVersion20100801.PutMetricAlarm';
    const threshold = { Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', Statistic: 'Sum' };
    const alarm = { Namespace: 'N', MetricName: 'M', Period: 60, EvaluationPeriods: 1, TreatMissingData: 'breaching' };
    await awsRequest(aws.env, {
      service: 'monitoring',
      target,
      body: { AlarmName: 'on', ...alarm, ...threshold },
    });
    const item = await until(async () => (await attention()).find((text) => text.startsWith('Alarm on')));
    expect(item).toContain('Alarm on ALARM Threshold Crossed');
  });
});

test('messages become older as time passes', async () => {
  const timeOf = async () => Date.parse(/<time datetime="(.*?)"/.exec(await page('/sns/messages'))?.[1] ?? '');
  const before = await timeOf();
  await aws.passTime(60);
  expect(before - (await timeOf())).toBeCloseTo(3_600_000, -4);
});

describeInBrowser('the pages of the local AWS, in a real browser', () => {
  test('fit a phone, have labels and headings in order, and can be read in light and dark', async () => {
    const long = 'x'.repeat(200);
    await publish(`${long} ${LINK}/${long}`, long.slice(0, 90));
    const widgets = [
      {
        type: 'log',
        width: 24,
        properties: { title: long, query: "SOURCE '/aws/lambda/silent' | fields @timestamp, @message" },
      },
      { type: 'metric', y: 6, properties: { title: 'Metric', metrics: [['N', long.slice(0, 90)]], period: 60 } },
      { type: 'alarm', y: 9, properties: { alarms: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:on'] } },
      { type: 'text', y: 12, properties: { markdown: long } },
    ];
    await awsRequest(aws.env, {
      service: 'monitoring',
      target: 'GraniteServiceVersion20100801.PutDashboard',
      body: { DashboardName: 'd', DashboardBody: JSON.stringify({ widgets }) },
    });
    const browser = await launchBrowser();
    try {
      const tab = await browser.newPage();
      for (const path of ['/', '/sns/messages', '/cloudwatch/dashboards', '/cloudwatch/dashboards/d']) {
        await tab.goto(aws.simulator.url + path);
        expect([path, await problemsOf(tab)]).toEqual([path, []]);
      }
    } finally {
      await browser.close();
    }
  });
});
