import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsRequest } from './aws-request.ts';
import { resourcesOf } from './cloudformation.ts';
import { callCodeConnections } from './inventory.ts';
import type { LocalAws } from './local-aws.ts';
import { detail, table } from './terminal.ts';

const SYNC_TIMEOUT_SECONDS = 30;

interface Sync {
  readonly Status: string;
  readonly TargetRevision: { readonly Sha: string };
  readonly Events: readonly { readonly Event: string }[];
}

interface SyncBlocker {
  readonly Status: string;
  readonly CreatedReason: string;
  readonly ResolvedReason?: string;
}

/** A stack that lives in a repository, whose files are in a folder. */
export class SyncedStack {
  private readonly aws: LocalAws;
  private readonly folder: string;
  private readonly name: string;

  constructor(aws: LocalAws, name: string, folder: string) {
    this.aws = aws;
    this.name = name;
    this.folder = folder;
  }

  /** Pushes the files of the repository, with a change of the template; returns the commit. */
  async push(change: (template: string) => string = (template) => template): Promise<string> {
    const read = (path: string) => readFile(join(this.folder, path), 'utf8');
    const files = {
      'deploy/prod.yaml': await read('deploy/prod.yaml'),
      'template.yaml': change(await read('template.yaml')),
    };
    return this.aws.simulator.push({ repository: 'my-org/infra', branch: 'main', files });
  }

  /** Deletes a topic of the stack behind its back. */
  async deleteTopic(logicalId: string): Promise<void> {
    const resources = await resourcesOf(this.aws.env, this.name);
    const TopicArn = resources.find((resource) => resource.logicalId === logicalId)?.physicalId ?? '';
    const parameters = { Action: 'DeleteTopic', Version: '2010-03-31', TopicArn };
    await awsRequest(this.aws.env, { service: 'sns', parameters });
  }

  /** Shows how the sync to a commit ended, what the stack holds, and what blocks or blocked it. */
  async show(sha: string, expected: string): Promise<void> {
    const { Status, Events } = await this.syncTo(sha);
    table([
      ['synced stack', 'commit', 'status', 'last event'],
      [this.name, sha.slice(0, 7), Status, Events.at(-1)?.Event ?? ''],
    ]);
    const topics = (await resourcesOf(this.aws.env, this.name)).filter(({ type }) => type === 'AWS::SNS::Topic');
    detail(`CloudFormation has in the stack: ${topics.map(({ physicalId }) => physicalId.split(':')[5]).join(', ')}`);
    const blockers = await this.blockers();
    const rows = blockers.map(({ CreatedReason, Status, ResolvedReason = '' }) => [
      CreatedReason,
      Status,
      ResolvedReason,
    ]);
    if (rows.length > 0) table([['sync blocker', 'status', 'resolved with the reason'], ...rows]);
    else detail('There is no sync blocker.');
    if (Status !== expected) throw new Error(`the sync of the stack is ${Status}, and should be ${expected}`);
  }

  private async blockers(): Promise<SyncBlocker[]> {
    type Output = { SyncBlockerSummary: { LatestBlockers: SyncBlocker[] } };
    return (await this.call<Output>('GetSyncBlockerSummary')).SyncBlockerSummary.LatestBlockers;
  }

  /** Ends when the latest sync is to the commit, and over. */
  async syncTo(sha: string): Promise<Sync> {
    const deadline = performance.now() + SYNC_TIMEOUT_SECONDS * 1000;
    while (performance.now() < deadline) {
      const status = this.call<{ LatestSync?: Sync }>('GetResourceSyncStatus');
      const { LatestSync } = await status.catch(() => ({}) as { LatestSync?: Sync }); // there is none before the first
      const isOver = LatestSync?.Status === 'SUCCEEDED' || LatestSync?.Status === 'FAILED';
      if (LatestSync?.TargetRevision.Sha === sha && isOver) return LatestSync;
      await sleep(100);
    }
    throw new Error(`the stack was not synced to ${sha} within ${SYNC_TIMEOUT_SECONDS} seconds`);
  }

  private call<T>(operation: string): Promise<T> {
    return callCodeConnections<T>(this.aws.env, operation, { ResourceName: this.name, SyncType: 'CFN_STACK_SYNC' });
  }
}
