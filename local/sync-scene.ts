/** A scene of the demo: Git sync of the stack that the example sets up, and what a change by hand does to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { callCodeConnections } from './inventory.ts';
import type { LocalAws } from './local-aws.ts';
import { detail, headline, table } from './terminal.ts';

const SYNCED_STACK = { ResourceName: 'prod', SyncType: 'CFN_STACK_SYNC' };
const REASON = 'the topic is gone from the template, too';
const SYNC_TIMEOUT_SECONDS = 30;

interface Sync {
  readonly Status: string;
  readonly TargetRevision: { readonly Sha: string };
  readonly Events: { readonly Event: string }[];
}

interface SyncBlocker {
  readonly Status: string;
  readonly CreatedReason: string;
  readonly ResolvedReason?: string;
}

/** @param deploy deploys the example once more, with a reason to resolve what blocks the sync */
export async function syncScene(aws: LocalAws, deploy: (reason: string) => Promise<void>): Promise<void> {
  headline('Somebody pushes to the repository, and Git sync updates the stack');
  const first = push(aws, 'with a topic');
  await show(aws, first, 'SUCCEEDED');

  headline('Somebody deletes the topic by hand: the next push is blocked');
  aws.simulator.raiseBlocker({ stackName: SYNCED_STACK.ResourceName, reason: 'The topic was deleted by hand' });
  const second = push(aws, 'without the topic');
  await show(aws, second, 'FAILED');

  headline(`The next deployment has a SyncBlockerResolution: ${REASON}`);
  await deploy(REASON);
  await show(aws, second, 'SUCCEEDED');
}

function push(aws: LocalAws, template: string): string {
  return aws.simulator.push({
    repository: 'my-org/infra',
    branch: 'main',
    files: { 'deploy/prod.yaml': 'template-file-path: template.yaml', 'template.yaml': template },
  });
}

/** Shows how the sync to a commit ended, and what blocks or blocked it, read back through the API. */
async function show(aws: LocalAws, sha: string, expected: string): Promise<void> {
  const { Status, Events } = await syncTo(aws, sha);
  table([
    ['synced stack', 'commit', 'status', 'last event'],
    [SYNCED_STACK.ResourceName, sha.slice(0, 7), Status, Events.at(-1)?.Event ?? ''],
  ]);
  const { SyncBlockerSummary } = await callCodeConnections<{ SyncBlockerSummary: { LatestBlockers: SyncBlocker[] } }>(
    aws.env,
    'GetSyncBlockerSummary',
    SYNCED_STACK,
  );
  const rows = SyncBlockerSummary.LatestBlockers.map(({ CreatedReason, Status, ResolvedReason = '' }) => [
    CreatedReason,
    Status,
    ResolvedReason,
  ]);
  if (rows.length > 0) table([['sync blocker', 'status', 'resolved with the reason'], ...rows]);
  else detail('There is no sync blocker.');
  if (Status !== expected) throw new Error(`the sync of the stack is ${Status}, and should be ${expected}`);
}

/** Ends when the latest sync is to the commit, and over. */
async function syncTo(aws: LocalAws, sha: string): Promise<Sync> {
  const deadline = performance.now() + SYNC_TIMEOUT_SECONDS * 1000;
  while (performance.now() < deadline) {
    const status = callCodeConnections<{ LatestSync?: Sync }>(aws.env, 'GetResourceSyncStatus', SYNCED_STACK);
    const { LatestSync } = await status.catch(() => ({}) as { LatestSync?: Sync }); // there is none before the first
    const isOver = LatestSync?.Status === 'SUCCEEDED' || LatestSync?.Status === 'FAILED';
    if (LatestSync?.TargetRevision.Sha === sha && isOver) return LatestSync;
    await sleep(100);
  }
  throw new Error(`the stack was not synced to ${sha} within ${SYNC_TIMEOUT_SECONDS} seconds`);
}
