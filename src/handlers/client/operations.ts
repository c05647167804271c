/** What the handlers call the types of the API that they use. The API itself is in shapes.ts, which is generated. */
import type {
  ListHostsInput,
  Operations as Model,
  PullRequestComment,
  RepositoryLinkInfo,
  RepositorySyncAttempt,
  RepositorySyncDefinition,
  ResourceSyncAttempt,
  SyncConfigurationType,
} from './shapes';

export type { Connection, Host, ResourceSyncAttempt, Revision, SyncBlocker, SyncConfiguration } from './shapes';

/** The operations. No member of an output is taken for granted: "not found" is read as an output without any. */
export type Operations = {
  readonly [O in keyof Model]: { readonly input: Model[O]['input']; readonly output: Partial<Model[O]['output']> };
};

export type Operation = keyof Operations;

/** The operations that list something page by page. */
export type ListOperation = {
  [O in Operation]: 'MaxResults' extends keyof Operations[O]['input'] ? O : never;
}[Operation];

/** What the list of an operation holds. Besides the list, the output has the token only. */
export type Entry<O extends ListOperation> = ElementOf<Omit<Operations[O]['output'], 'NextToken'>>;

type ElementOf<Lists> = NonNullable<Lists[keyof Lists]> extends readonly (infer Element)[] ? Element : never;

export type Page = ListHostsInput;

/** How sync configurations are named. */
export interface SyncedStack {
  readonly SyncType: SyncConfigurationType;
  readonly ResourceName: string;
}

export type SyncType = SyncConfigurationType;
export type Switch = PullRequestComment;
export type RepositoryLink = RepositoryLinkInfo;
export type SyncDefinition = RepositorySyncDefinition;

/** An attempt to sync a repository or a resource. Times are in seconds. */
export type SyncAttempt = RepositorySyncAttempt | ResourceSyncAttempt;
