import type { Account } from './account.ts';
import { remoteBranches, removeRemoteBranch } from './branch.ts';
import { CloudFormation } from './cloudformation.ts';
import { CodeConnections } from './codeconnections.ts';
import { TAG } from './settings.ts';

/**
 * Deletes what earlier runs have left in an account, because they were killed: all that has the tag or the name of a run.
 * Stacks go before what they use: that which Git sync has made first, while its role is there.
 *
 * @returns whether nothing is left
 */
export async function clean(
  account: Account,
  prefix: string,
  clone: string | undefined,
  log: (line: string) => void,
): Promise<boolean> {
  let isClean = true;
  const attempt = async (what: string, remove: () => Promise<unknown>) => {
    log(`deletes ${what}`);
    await remove().catch((error: Error) => {
      isClean = false;
      log(`  LEFT BEHIND: ${what}: ${error.message}`);
    });
  };
  const cloudFormation = new CloudFormation(account);
  const stacks = await cloudFormation.ofRuns(prefix, TAG);
  const isSynced = (name: string) => name.startsWith(`${prefix}-synced-`);
  for (const name of [...stacks.filter(isSynced), ...stacks.filter((name) => !isSynced(name))]) {
    await attempt(`stack ${name}`, async () => {
      const left = await cloudFormation.delete(name);
      if (left) throw new Error(left.status);
    });
  }
  const codeConnections = new CodeConnections(account);
  for (const { name, arn } of await codeConnections.ofRuns()) await attempt(name, () => codeConnections.delete(arn));
  for (const branch of clone ? remoteBranches(clone, prefix) : []) {
    await attempt(`branch ${branch}`, async () => removeRemoteBranch(clone ?? '', branch));
  }
  return isClean;
}
