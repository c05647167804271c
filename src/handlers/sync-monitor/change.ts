import { splitArn } from '../client/arn';
import { knownProblems, type Memory } from './memory';
import { scopes } from './problem';

/** The event that invokes the function. Anything but an event of Git sync starts a poll. */
export interface MonitorEvent {
  readonly 'detail-type'?: string;
  readonly account?: string;
  readonly region?: string;
  readonly detail?: Readonly<Record<string, string | undefined>>;
}

/** A sync of a stack or of a branch that has changed its status. */
export type Change = { readonly scope: string; readonly status: string } & (
  | { readonly stackName: string }
  | { readonly linkId: string; readonly branch: string }
);

/** AWS documents both spellings. */
const DETAIL_TYPE = /^Git ?Sync (?:Repository|Resource) Sync Status Change$/;

/** The change that an event reports; `undefined` if the run is a poll, `null` if there is nothing to do. */
export function changeOf(
  event: MonitorEvent,
  { account, region }: { account: string; region: string },
): Change | null | undefined {
  if (!DETAIL_TYPE.test(event['detail-type'] ?? '')) return undefined;
  if (event.account !== account || event.region !== region) return null;
  const { status = '', syncTarget, repositoryLinkId, branch } = event.detail ?? {};
  // The ARN of a stack: stack/<name>/<id>
  const stackName = splitArn(syncTarget ?? '')?.resource.split('/')[1];
  if (stackName) return { scope: scopes.stack(stackName), status, stackName };
  if (!repositoryLinkId || !branch) return null;
  const scope = scopes.branch(repositoryLinkId, branch);
  return { scope, status, linkId: repositoryLinkId, branch };
}

/** Whether a problem may start or end with it: a sync has failed, or succeeded although there was a problem. */
export function isRelevant({ status, scope }: Change, memory: Memory): boolean {
  return status === 'FAILED' || (status === 'SUCCEEDED' && knownProblems(memory, scope).length > 0);
}
