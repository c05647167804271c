import type { Branch } from './branch.ts';
import type { Lab } from './lab.ts';

const SYNC_TYPE = 'CFN_STACK_SYNC';
const TEMPLATE = 'template.json';
export const CONFIG_FILE = 'deploy.yaml';

interface Sync {
  readonly StartedAt: number;
  readonly Status: string;
  readonly Events: readonly { readonly Event: string }[];
  readonly TargetRevision: { readonly Sha: string };
}

/** The files of a commit, which differ by the name of a topic. */
export const filesOf = (displayName: string, path = TEMPLATE): Readonly<Record<string, string>> => ({
  [CONFIG_FILE]: `template-file-path: ${path}\n`,
  [TEMPLATE]: templateOf(displayName),
});

/**
 * Asks what Git sync does, once there is a sync configuration for a branch that has a commit.
 *
 * @param deploy deploys a wait for a successful sync
 */
export async function askAboutSyncs(lab: Lab, branch: Branch, deploy: () => Promise<unknown>): Promise<void> {
  const syncs = new Syncs(lab);
  lab.answer('firstSync', syncs.said(await syncs.started()));
  const pushed = await syncs.to(branch.push(filesOf('pushed')));
  lab.answer('push', syncs.said(pushed));
  const isThere = async () => Boolean(await lab.cloudFormation.stack(lab.syncedStack));
  if (pushed?.Status !== 'SUCCEEDED' || !(await isThere())) return; // the others rest on it
  await deploy();

  lab.answer('emptyCommit', syncs.said(await syncs.to(branch.push())));
  lab.answer('localPath', syncs.said(await syncs.to(branch.push(filesOf('local', `./${TEMPLATE}`)))));

  await syncs.drift();
  const drifted = await syncs.to(branch.push(filesOf('drifted')));
  lab.answer(
    'drift',
    drifted?.Status === 'SUCCEEDED' ? 'it is synced' : `${await syncs.blockersSaid()}, a sync: ${syncs.said(drifted)}`,
  );
  await syncs.resolve();

  await lab.cloudFormation.update(lab.syncedStack, templateOf('by somebody else'));
  lab.answer('foreignUpdate', await syncs.blockersSaid());
  const before = await syncs.latest();
  const whileBlocked = await syncs.to(branch.push(filesOf('blocked')));
  const isBlocked = (await syncs.blockers()).length > 0;
  lab.answer('pushWhileBlocked', isBlocked ? syncs.said(whileBlocked) : 'there is no sync blocker');
  await syncs.resolve();
  const resolved = isBlocked ? await syncs.after(before) : undefined;
  lab.answer('resolution', isBlocked ? syncs.said(resolved) : 'there is no sync blocker');

  await lab.cloudFormation.delete(lab.syncedStack);
  lab.answer('foreignDeletion', await syncs.blockersSaid());
  await syncs.resolve();
  await syncs.to(branch.push(filesOf('again')));
  lab.answer('madeAgain', (await isThere()) ? 'yes' : 'no');
}

/** What the service says of the syncs of the stack. */
class Syncs {
  private readonly lab: Lab;
  private readonly stack: { readonly ResourceName: string; readonly SyncType: string };

  constructor(lab: Lab) {
    this.lab = lab;
    this.stack = { ResourceName: lab.syncedStack, SyncType: SYNC_TYPE };
  }

  async latest(): Promise<Sync | undefined> {
    return (await this.lab.call('GetResourceSyncStatus', this.stack)).output?.LatestSync;
  }

  /** The first sync, when it has ended. */
  started(): Promise<Sync | undefined> {
    return this.lab.within(async () => ended(await this.latest()));
  }

  /** The sync to a commit, when it has ended. */
  to(sha: string): Promise<Sync | undefined> {
    return this.lab.within(async () => {
      const latest = ended(await this.latest());
      return latest?.TargetRevision.Sha === sha ? latest : undefined;
    });
  }

  /** The next sync after another one, when it has ended. */
  after(before: Sync | undefined): Promise<Sync | undefined> {
    return this.lab.within(async () => {
      const latest = ended(await this.latest());
      return latest && latest.StartedAt > (before?.StartedAt ?? 0) ? latest : undefined;
    });
  }

  said(sync: Sync | undefined): string {
    if (!sync) return 'no';
    return sync.Status === 'SUCCEEDED' ? 'yes' : `yes, and it fails: ${sync.Events.at(-1)?.Event}`;
  }

  async blockers(): Promise<{ readonly Id: string }[]> {
    const { output } = await this.lab.call('GetSyncBlockerSummary', this.stack);
    const all: { Id: string; Status: string }[] = output?.SyncBlockerSummary?.LatestBlockers ?? [];
    return all.filter(({ Status }) => Status === 'ACTIVE');
  }

  async blockersSaid(): Promise<string> {
    const found = await this.lab.within(async () => (await this.blockers())[0]);
    return found ? 'there is a sync blocker' : 'there is none';
  }

  async resolve(): Promise<void> {
    for (const { Id } of await this.blockers()) {
      await this.lab.call('UpdateSyncBlocker', { ...this.stack, Id, ResolvedReason: 'tried out' });
    }
  }

  /** Changes the topic of the stack behind its back. */
  drift(): Promise<unknown> {
    return this.lab.changeTopic(this.lab.syncedStack);
  }
}

const ended = (sync: Sync | undefined): Sync | undefined =>
  sync && /^(SUCCEEDED|FAILED)$/.test(sync.Status) ? sync : undefined;

const templateOf = (DisplayName: string): string =>
  JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName } } } });
