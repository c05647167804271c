import { repositoryOf } from '../git-sync.ts';
import type { Account, SyncConfiguration, World } from '../state.ts';

/** A stack that is kept in sync, and where it is. */
export interface Synced {
  readonly account: Account;
  readonly region: string;
  readonly sync: SyncConfiguration;
}

export const syncedIn = (account: Account): Synced[] =>
  [...account.regions].flatMap(([region, { syncConfigurations }]) =>
    [...syncConfigurations.values()].map((sync) => ({ account, region, sync })),
  );

export const allSynced = ({ accounts }: World): Synced[] => [...accounts.values()].flatMap(syncedIn);

/** The stacks that follow a branch. */
export const followersOf = (world: World, repository: string, branch: string): Synced[] =>
  allSynced(world).filter(({ sync }) => repositoryOf(sync.link) === repository && sync.branch === branch);
