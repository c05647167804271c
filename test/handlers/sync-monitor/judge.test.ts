import type { ResourceSyncAttempt, Revision, SyncConfiguration } from '../../../src/handlers/client/operations';
import { judgeStack, type StackView } from '../../../src/handlers/sync-monitor/judge';

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

const judge = (status: StackView['status'], behindSince?: number) =>
  judgeStack({ configuration, at: NOW, status, blockers: [], behindSince }, { stuckAfter: HOUR }).problems.map(
    ({ kind, since }) => [kind, (NOW - since) / HOUR],
  );

describe('a stack that has been behind for long', () => {
  test('does not wait for long when it was synced a moment ago, and there is a commit since', () => {
    const LatestSync = attempt('SUCCEEDED', 'fixed', NOW - HOUR / 4);
    expect(
      judge({ LatestSync, LatestSuccessfulSync: LatestSync, DesiredState: revision('newer') }, NOW - 5 * HOUR),
    ).toEqual([['STACK_BEHIND', 5]]);
  });

  test('is stuck when no sync has begun since the latest one', () => {
    const LatestSync = attempt('SUCCEEDED', 'old', NOW - 3 * HOUR);
    expect(
      judge({ LatestSync, LatestSuccessfulSync: LatestSync, DesiredState: revision('newer') }, NOW - 5 * HOUR),
    ).toEqual([
      ['STACK_BEHIND', 5],
      ['SYNC_STUCK', 3],
    ]);
  });

  test('is stuck from when it was behind, where the latest sync is older', () => {
    const LatestSync = attempt('SUCCEEDED', 'old', NOW - 30 * HOUR);
    expect(
      judge({ LatestSync, LatestSuccessfulSync: LatestSync, DesiredState: revision('newer') }, NOW - 2 * HOUR),
    ).toEqual([
      ['STACK_BEHIND', 2],
      ['SYNC_STUCK', 2],
    ]);
  });

  test('is stuck in a sync by when that began', () => {
    const LatestSync = attempt('IN_PROGRESS', 'new', NOW - 1.5 * HOUR);
    expect(judge({ LatestSync, DesiredState: revision('new') }, NOW - 5 * HOUR)).toEqual([
      ['STACK_BEHIND', 5],
      ['SYNC_STUCK', 1.5],
    ]);
  });
});

test('a reason is one line without double quotes, whatever CloudFormation says, so that a message stands as it is', () => {
  const Event = 'Orders: Resource handler returned message: "User is not authorized\n  to perform SNS:TagResource"\n';
  const Events = [{ Event, Type: 'FAILED', Time: NOW / 1_000 }];
  const LatestSync = { ...attempt('FAILED', 'new', NOW), Events };
  const { problems } = judgeStack(
    { configuration, at: NOW, status: { LatestSync }, blockers: [], behindSince: undefined },
    { stuckAfter: HOUR },
  );
  expect(problems.map(({ reason }) => reason)).toContain(
    "FAILED: Orders: Resource handler returned message: 'User is not authorized to perform SNS:TagResource'",
  );
});
