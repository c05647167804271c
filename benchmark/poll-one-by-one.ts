/** Reads a number of stacks with one call after the other, and prints the duration. */
import { performance } from 'node:perf_hooks';
import { codeConnectionsOnce } from '../src/handlers/client/codeconnections';
import { lambdaRuntime } from '../src/handlers/client/runtime';

const [count, perLink, links] = process.argv.slice(2);
const SyncType = 'CFN_STACK_SYNC';

async function main(): Promise<void> {
  const target = { service: 'codeconnections', partition: 'aws', region: 'eu-west-1' };
  const call = codeConnectionsOnce(target, lambdaRuntime);
  const ids: string[] = JSON.parse(links);
  const begun = performance.now();
  for (let stack = 0; stack < Number(count); stack++) {
    const name = { ResourceName: `stack-${stack}`, SyncType } as const;
    const RepositoryLinkId = ids[Math.floor(stack / Number(perLink))];
    await call('GetResourceSyncStatus', name);
    await call('GetRepositorySyncStatus', { Branch: 'main', RepositoryLinkId, SyncType });
    await call('GetSyncBlockerSummary', name);
  }
  const seconds = (performance.now() - begun) / 1_000;
  process.stdout.write(`${JSON.stringify({ seconds })}\n`, () => process.exit());
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
