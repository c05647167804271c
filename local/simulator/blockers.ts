import { randomUUID } from 'node:crypto';
import type { Value } from './model/types.ts';
import type { SyncConfiguration, World } from './state.ts';
import { seconds } from './sync-progress.ts';

type Blocker = Value<'SyncBlocker'>;

const KEPT_BLOCKERS = 10;

/** From now on, nothing is synced to the stack until a person resolves the blocker. */
export function block(
  { clock }: World,
  sync: SyncConfiguration,
  reason: string,
  contexts: Readonly<Record<string, string>> = {},
): Blocker {
  const blocker: Blocker = {
    Id: randomUUID(),
    Type: 'AUTOMATED',
    Status: 'ACTIVE',
    CreatedReason: reason,
    CreatedAt: seconds(clock.now()),
    Contexts: Object.entries(contexts).map(([Key, value]) => ({ Key, Value: value })),
  };
  const old = sync.blockers.filter(({ Status }, index) => Status === 'ACTIVE' || index < KEPT_BLOCKERS - 1);
  sync.blockers = [blocker, ...old];
  return blocker;
}

export const activeBlockers = ({ blockers }: SyncConfiguration): Blocker[] =>
  blockers.filter(({ Status }) => Status === 'ACTIVE');

export const blockedBy = ({ Id, CreatedReason }: Blocker): string => `Blocked by ${Id}: ${CreatedReason}`;

/** The drift that raises a blocker: once, so when a person has resolved it, the stack is deployed all the same. */
export function newDrift(sync: SyncConfiguration, drift: Readonly<Record<string, string>>): string | undefined {
  const resources = Object.keys(drift);
  const known = sync.drift;
  sync.drift = resources.length > 0 ? JSON.stringify(drift) : undefined;
  if (sync.drift === undefined || sync.drift === known) return undefined;
  return `Stack ${sync.resourceName} was changed by hand: ${resources.join(', ')}`;
}
