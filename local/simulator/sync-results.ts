import { repositoryOf } from './git-sync.ts';
import type { Branch, SyncConfiguration, World } from './state.ts';
import type { SyncAttempt } from './sync-progress.ts';

/** How the sync of a stack has ended. */
export interface SyncResult {
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** The commit that the stack was to be brought to. */
  readonly sha: string;
  /** What happened, step by step; for a sync that failed, the last one is the reason. */
  readonly events: readonly string[];
}

/** A sync blocker of a stack. */
export interface Blocker {
  readonly id: string;
  readonly status: 'ACTIVE' | 'RESOLVED';
  readonly createdReason: string;
  readonly contexts: Readonly<Record<string, string>>;
  readonly resolvedReason?: string;
}

/** The end of the latest sync of a stack, to one commit or to any; nothing while there is none. */
export function syncResult(world: World, sync: SyncConfiguration, sha?: string): SyncResult | undefined {
  if (sync.running || sync.waiting) return undefined;
  const { latest, link } = sync;
  if (latest && (sha === undefined || latest.TargetRevision.Sha === sha)) {
    return resultOf(latest, latest.TargetRevision.Sha);
  }
  // The sync of the repository comes first, and may fail by itself.
  const repositorySync = link.branchSyncs.get(sync.branch);
  const branch: Branch | undefined = world.repositories.get(repositoryOf(link))?.get(sync.branch);
  const isOfCommit = branch !== undefined && (sha === undefined || sha === branch.sha);
  return isOfCommit && repositorySync?.latest.Status === 'FAILED'
    ? resultOf(repositorySync.latest, branch.sha)
    : undefined;
}

function resultOf({ Status, Events }: SyncAttempt, sha: string): SyncResult | undefined {
  if (Status !== 'SUCCEEDED' && Status !== 'FAILED') return undefined;
  return { status: Status, sha, events: Events.map(({ Event }) => Event) };
}

/** The sync blockers of a stack, newest first. */
export const blockersOf = ({ blockers }: SyncConfiguration): Blocker[] =>
  blockers.map(({ Id, Status, CreatedReason, Contexts = [], ResolvedReason }) => ({
    id: Id,
    status: Status,
    createdReason: CreatedReason,
    contexts: Object.fromEntries(Contexts.map(({ Key, Value: value }) => [Key, value])),
    resolvedReason: ResolvedReason,
  }));
