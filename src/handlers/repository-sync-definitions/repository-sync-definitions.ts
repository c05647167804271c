import { resourceId } from '../client/arn';
import { type CodeConnections, codeConnectionsOf, listAll } from '../client/codeconnections';
import { fitting } from '../client/fitting';
import { customResource } from '../framework/custom-resource';
import { digest } from '../framework/digest';
import { acceptOnce } from '../framework/history';
import { REPOSITORY_SYNC_DEFINITIONS, type RepositorySyncDefinitionsAttribute, SEPARATOR } from './contract';

/** The sizes that fit into a response of 4,096 bytes, of which the physical id takes up to 1,024. */
const MAX_STACK_NAMES_BYTES = 1_600;
const MAX_BRANCHES_BYTES = 600;

type Attributes = Record<RepositorySyncDefinitionsAttribute, string>;

/** The attributes if the definitions were read before and cannot be read now. */
const UNKNOWN: Attributes = { StackCount: '-1', StackNames: '', BranchCount: '-1', Branches: '', Complete: 'false' };

/** Lists the stacks and branches that a repository link keeps in sync. A rollback must not fail. */
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
  // The definitions are limited to one page, because the API takes no token for them; the configurations are complete.
  const { RepositorySyncDefinitions: definitions = [] } = await call('ListRepositorySyncDefinitions', name, options);
  const configurations = await listAll(call, 'ListSyncConfigurations', name, options);
  const stacks = sorted([...definitions.map((it) => it.Target), ...configurations.map((it) => it.ResourceName)]);
  const branches = sorted([...definitions, ...configurations].map(({ Branch }) => Branch));
  const [stackNames, branchNames] = [fitted(stacks, MAX_STACK_NAMES_BYTES), fitted(branches, MAX_BRANCHES_BYTES)];
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
