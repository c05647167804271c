import type { ResourceSyncAttempt, Revision, SyncConfiguration } from '../../../src/handlers/client/operations';
import { judge } from '../../../src/handlers/sync-monitor/judge';
import { EMPTY_MEMORY, type Memory } from '../../../src/handlers/sync-monitor/memory';
import type { Snapshots, StackSnapshot } from '../../../src/handlers/sync-monitor/snapshot';

const HOUR = 3_600_000;
const NOW = 100 * HOUR;
const revision = (Sha: string) => ({ Sha }) as Revision;
const attempt = (Status: string, sha: string, startedAt: number) =>
  ({
    Status,
    StartedAt: startedAt / 1_000,
    Events: [],
    TargetRevision: revision(sha),
  }) as unknown as ResourceSyncAttempt;
const configuration = {
  ResourceName: 'prod',
  OwnerId: 'my-org',
  RepositoryName: 'infra',
  Branch: 'main',
} as SyncConfiguration;

const NOTHING: Snapshots = {
  at: NOW,
  stacks: [],
  branches: [],
  connections: [],
  hosts: [],
  operations: new Map(),
  complete: new Set(),
  unreadLists: 0,
};

/** A memory in which the stack has been behind since a time. */
const behind = (since: number): Memory => {
  const known = {
    id: 'behind',
    scope: 'stack prod',
    kind: 'STACK_BEHIND',
    since,
    reason: 'no',
    seenAt: since,
  } as const;
  return { ...EMPTY_MEMORY, problems: { behind: known } };
};

function judgeStack(status: StackSnapshot['status'], memory = EMPTY_MEMORY) {
  const stacks = [{ configuration, at: NOW, status, blockers: [] }];
  return judge({ ...NOTHING, stacks }, memory, HOUR).assessments[0];
}

const hoursOf = (...parameters: Parameters<typeof judgeStack>) =>
  judgeStack(...parameters).problems.map(({ kind, since }) => [kind, (NOW - since) / HOUR]);

describe('a stack that has been behind for hours', () => {
  test('does not count as stuck if it was synced a moment ago, and a newer commit waits since', () => {
    const LatestSync = attempt('SUCCEEDED', 'fixed', NOW - HOUR / 4);
    const status = { LatestSync, LatestSuccessfulSync: LatestSync, DesiredState: revision('newer') };
    expect(hoursOf(status, behind(NOW - 5 * HOUR))).toEqual([['STACK_BEHIND', 5]]);
  });

  test('is stuck since its latest sync, if no other sync has started', () => {
    const LatestSync = attempt('SUCCEEDED', 'old', NOW - 3 * HOUR);
    const status = { LatestSync, LatestSuccessfulSync: LatestSync, DesiredState: revision('newer') };
    expect(hoursOf(status, behind(NOW - 5 * HOUR))).toEqual([
      ['STACK_BEHIND', 5],
      ['SYNC_STUCK', 3],
    ]);
  });

  test('is stuck since it is behind, if its latest sync is older than that', () => {
    const LatestSync = attempt('SUCCEEDED', 'old', NOW - 30 * HOUR);
    const status = { LatestSync, LatestSuccessfulSync: LatestSync, DesiredState: revision('newer') };
    expect(hoursOf(status, behind(NOW - 2 * HOUR))).toEqual([
      ['STACK_BEHIND', 2],
      ['SYNC_STUCK', 2],
    ]);
  });

  test('is stuck since the start of the sync that is in progress', () => {
    const LatestSync = attempt('IN_PROGRESS', 'new', NOW - 1.5 * HOUR);
    expect(hoursOf({ LatestSync, DesiredState: revision('new') }, behind(NOW - 5 * HOUR))).toEqual([
      ['STACK_BEHIND', 5],
      ['SYNC_STUCK', 1.5],
    ]);
  });
});

test('a reason is one line without double quotes, also if the text of CloudFormation has several lines', () => {
  const Event = 'Orders: Resource handler returned message: "User is not authorized\n  to perform SNS:TagResource"\n';
  const Events = [{ Event, Type: 'FAILED', Time: NOW / 1_000 }];
  const { problems } = judgeStack({ LatestSync: { ...attempt('FAILED', 'new', NOW), Events } });
  expect(problems.map(({ reason }) => reason)).toContain(
    "FAILED: Orders: Resource handler returned message: 'User is not authorized to perform SNS:TagResource'",
  );
});

test('a reason has commits as Git shows them in short, and says which event came before', () => {
  const sha = '0123456789abcdef0123456789abcdef01234567';
  const event = (Type: string, Event: string) => ({ Type, Event, Time: NOW / 1_000 });
  const Events = [event('INITIATED', `Initiated the sync to ${sha}`), event('FAILED', `No such file at ${sha}`)];
  const { problems } = judgeStack({ LatestSync: { ...attempt('FAILED', sha, NOW), Events } });
  expect(problems.map(({ reason }) => reason)).toContain(
    'FAILED: No such file at 0123456; before: INITIATED: Initiated the sync to 0123456',
  );
});

describe.each([
  ['connection', 'github is PENDING: a person has to complete its handshake', 'CONNECTION_UNAVAILABLE'],
  ['host', 'ghes is PENDING: a person has to complete its setup', 'HOST_UNAVAILABLE'],
])('a pending %s', (type, reason, kind) => {
  const subject = {
    at: NOW,
    arn: 'arn',
    name: type === 'host' ? 'ghes' : 'github',
    status: 'PENDING',
    message: undefined,
  };
  const snapshots = { ...NOTHING, [`${type}s`]: [subject] };
  const scope = `${type} arn`;
  const problemsOf = (seenFirst?: number) => {
    const pending = {
      id: `${scope} PENDING`,
      scope,
      kind: 'PENDING',
      since: seenFirst ?? 0,
      reason,
      seenAt: 0,
    } as const;
    const memory = seenFirst === undefined ? EMPTY_MEMORY : { ...EMPTY_MEMORY, problems: { [pending.id]: pending } };
    return judge(snapshots, memory, HOUR).assessments[0].problems.map((problem) => [
      problem.kind,
      problem.since,
      problem.reason,
    ]);
  };

  test.each<[string, number | undefined, boolean]>([
    ['when it is seen first', undefined, false],
    ['a moment before the limit', NOW - HOUR + 1, false],
    ['at the limit', NOW - HOUR, true],
    ['later', NOW - 5 * HOUR, true],
  ])('only waits, or is a problem: %s', (_, seenFirst, isProblem) => {
    const waiting = ['PENDING', seenFirst ?? NOW, reason];
    expect(problemsOf(seenFirst)).toEqual([waiting, ...(isProblem ? [[kind, seenFirst, reason]] : [])]);
  });
});

describe('something that could not be read', () => {
  const branch = { at: NOW, linkId: 'link', repository: 'my-org/infra', branch: 'main', status: undefined };
  const connection = { at: NOW, arn: 'arn', name: 'github', status: undefined };
  const stack = { at: NOW, configuration, status: undefined, blockers: undefined };

  test('shows no problem, and resolves none', () => {
    const snapshots = { ...NOTHING, stacks: [stack], branches: [branch], connections: [connection] };
    expect(judge(snapshots, EMPTY_MEMORY, HOUR).assessments).toEqual([
      {
        scope: 'stack prod',
        at: NOW,
        problems: [],
        undecided: ['SYNC_BLOCKED', 'STACK_BEHIND', 'SYNC_FAILED', 'SYNC_STUCK'],
      },
      {
        scope: 'branch link/main',
        at: NOW,
        problems: [],
        undecided: ['REPOSITORY_SYNC_FAILED', 'REPOSITORY_SYNC_STUCK'],
      },
      { scope: 'connection arn', at: NOW, problems: [], undecided: ['CONNECTION_UNAVAILABLE', 'PENDING'] },
    ]);
  });

  test('is not gone', () => {
    const { isGone } = judge({ ...NOTHING, stacks: [stack], complete: new Set(['stack']) }, EMPTY_MEMORY, HOUR);
    expect(isGone('stack prod')).toBe(false);
  });
});

describe('something without a snapshot is gone', () => {
  const isGone = (complete: string[], scope: string) =>
    judge({ ...NOTHING, complete: new Set(complete) }, EMPTY_MEMORY, HOUR).isGone(scope);

  test.each([
    ['if everything of its kind was listed', ['stack', 'branch'], 'stack prod', true],
    ['if exactly this was asked for', ['stack prod'], 'stack prod', true],
    ['but not if only another one was asked for', ['stack prod'], 'stack prod-2', false],
    ['but not if the list could not be read to its end', ['host'], 'stack prod', false],
  ])('%s', (_, complete, scope, gone) => {
    expect(isGone(complete, scope)).toBe(gone);
  });
});
