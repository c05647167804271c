import { splitArn } from '../client/arn';
import { scopes } from './judge';
import { knownOf, type Memory } from './remember';

/** What the function is invoked with. Anything but an event of Git sync is a request to look at everything. */
export interface MonitorEvent {
  readonly 'detail-type'?: string;
  readonly account?: string;
  readonly region?: string;
  readonly detail?: Readonly<Record<string, string | undefined>>;
}

/** A sync that has changed its status. */
export type Change = { readonly scope: string; readonly status: string } & (
  | { readonly stackName: string }
  | { readonly linkId: string; readonly branch: string }
);

/** AWS documents two spellings, and has not said which one is right. */
const DETAIL_TYPE = /^Git ?Sync (?:Repository|Resource) Sync Status Change$/;

/** The change that an event tells of; `null` when it tells of none that can be looked at; nothing when it is no such event. */
export function changeOf(event: MonitorEvent, home: { account: string; region: string }): Change | null | undefined {
  if (!DETAIL_TYPE.test(event['detail-type'] ?? '')) return undefined;
  if (event.account !== home.account || event.region !== home.region) return null;
  const { status = '', syncTarget, repositoryLinkId, branch } = event.detail ?? {};
  // The ARN of a stack: stack/<name>/<id>
  const stackName = splitArn(syncTarget ?? '')?.resource.split('/')[1];
  if (stackName) return { scope: scopes.stack(stackName), status, stackName };
  if (!repositoryLinkId || !branch) return null;
  const scope = scopes.branch(repositoryLinkId, branch);
  return { scope, status, linkId: repositoryLinkId, branch };
}

/** Whether it may begin or end a problem. Most syncs succeed, and nothing was wrong before. */
export function isOfInterest({ status, scope }: Change, memory: Memory): boolean {
  return status === 'FAILED' || (status === 'SUCCEEDED' && knownOf(memory, scope).length > 0);
}
