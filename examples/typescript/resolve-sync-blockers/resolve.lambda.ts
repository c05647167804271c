import {
  CodeStarConnectionsClient,
  GetSyncBlockerSummaryCommand,
  type SyncBlocker,
  SyncConfigurationType,
  UpdateSyncBlockerCommand,
} from '@aws-sdk/client-codestar-connections';

const client = new CodeStarConnectionsClient({});

/** What the function is invoked with. */
export interface Resolution {
  /** Why the sync blockers may be resolved, 1 to 250 characters. It is kept with each of them. */
  readonly reason: string;
}

/** Resolves all active sync blockers of the stack, and returns what they were. */
export async function handler({ reason }: Resolution): Promise<{ resolved: SyncBlocker[] }> {
  const stack = { ResourceName: process.env.STACK_NAME, SyncType: SyncConfigurationType.CFN_STACK_SYNC };
  const { SyncBlockerSummary } = await client.send(new GetSyncBlockerSummaryCommand(stack));
  const active = (SyncBlockerSummary?.LatestBlockers ?? []).filter(({ Status }) => Status === 'ACTIVE');
  for (const { Id } of active) {
    // Resolving the last one makes Git sync try the latest commit again.
    await client.send(new UpdateSyncBlockerCommand({ ...stack, Id, ResolvedReason: reason }));
  }
  return { resolved: active };
}
