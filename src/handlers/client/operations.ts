/** Aliases for the types of the API that the handlers use. The API itself is in shapes.ts, which is generated. */
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

/**
 * The operations. All members of an output are optional, because a resource that is not found is read as an empty
 * output.
 */
export type Operations = {
  readonly [O in keyof Model]: { readonly input: Model[O]['input']; readonly output: Partial<Model[O]['output']> };
};

export type Operation = keyof Operations;

/** The operations that list resources page by page. */
export type ListOperation = {
  [O in Operation]: 'MaxResults' extends keyof Operations[O]['input'] ? O : never;
}[Operation];

/** An entry in the list of an operation. Besides the list, the output has only the token. */
export type Entry<O extends ListOperation> = ElementOf<Omit<Operations[O]['output'], 'NextToken'>>;

type ElementOf<Lists> = NonNullable<Lists[keyof Lists]> extends readonly (infer Element)[] ? Element : never;

export type Page = ListHostsInput;

/** The key of a sync configuration. */
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
