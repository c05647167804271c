import { resourceId } from '../client/arn';
import { type CodeConnections, codeConnectionsOf, listAll } from '../client/codeconnections';
import { fitting } from '../client/fitting';
import { customResource } from '../framework/custom-resource';
import { digest } from '../framework/digest';
import { acceptOnce } from '../framework/history';
import { REPOSITORY_SYNC_DEFINITIONS, type RepositorySyncDefinitionsAttribute, SEPARATOR } from './contract';

/** What fits into an answer of 4,096 bytes, with a physical id of 1,024 and all else that is in it. */
const BYTES_OF_STACK_NAMES = 1_600;
const BYTES_OF_BRANCHES = 600;

type Attributes = Record<RepositorySyncDefinitionsAttribute, string>;

/** The attributes when what was read before cannot be read any more. */
const UNKNOWN: Attributes = { StackCount: '-1', StackNames: '', BranchCount: '-1', Branches: '', Complete: 'false' };

/** Lists what a repository link keeps in sync. A rollback goes back to what was listed before, and must not fail. */
export const repositorySyncDefinitions = customResource(REPOSITORY_SYNC_DEFINITIONS, (request, runtime) => {
  const { RepositoryLinkArn } = request.properties;
  const call = codeConnectionsOf(RepositoryLinkArn, runtime);
  const accept = async () => ({ attributes: await read(RepositoryLinkArn, call) });
  const again = () => read(RepositoryLinkArn, call, { retryDenied: false });
  return acceptOnce({ key: digest(request.properties), accept, again, unknown: () => UNKNOWN }, request, runtime);
});

async function read(
  arn: string,
  call: CodeConnections,
  options?: { readonly retryDenied: boolean },
): Promise<Attributes> {
  const name = { RepositoryLinkId: resourceId(arn), SyncType: 'CFN_STACK_SYNC' } as const;
  // The definitions come in one page, without a way to ask for another; the sync configurations come in all pages.
  const { RepositorySyncDefinitions: definitions = [] } = await call('ListRepositorySyncDefinitions', name, options);
  const configurations = await listAll(call, 'ListSyncConfigurations', name, options);
  const stacks = sorted([...definitions.map((it) => it.Target), ...configurations.map((it) => it.ResourceName)]);
  const branches = sorted([...definitions, ...configurations].map(({ Branch }) => Branch));
  const [stackNames, branchNames] = [fitted(stacks, BYTES_OF_STACK_NAMES), fitted(branches, BYTES_OF_BRANCHES)];
  return {
    StackCount: String(stacks.length),
    StackNames: stackNames.join(SEPARATOR),
    BranchCount: String(branches.length),
    Branches: branchNames.join(SEPARATOR),
    Complete: String(stackNames.length === stacks.length && branchNames.length === branches.length),
  };
}

const fitted = (names: string[], bytes: number): string[] => fitting(names, bytes, SEPARATOR.length);

const sorted = (names: string[]): string[] => [...new Set(names)].sort();
