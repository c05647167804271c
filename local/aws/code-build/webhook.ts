/** The events that CodeBuild knows, whatever a provider calls them. */
export const EVENTS = [
  'PUSH',
  'PULL_REQUEST_CREATED',
  'PULL_REQUEST_UPDATED',
  'PULL_REQUEST_REOPENED',
  'PULL_REQUEST_MERGED',
  'PULL_REQUEST_CLOSED',
  'RELEASED',
  'PRERELEASED',
  'WORKFLOW_JOB_QUEUED',
] as const;
export type EventType = (typeof EVENTS)[number];

/** What a filter looks at, besides the event. */
export type Field =
  | 'ACTOR_ACCOUNT_ID'
  | 'HEAD_REF'
  | 'BASE_REF'
  | 'FILE_PATH'
  | 'COMMIT_MESSAGE'
  | 'TAG_NAME'
  | 'RELEASE_NAME'
  | 'WORKFLOW_NAME'
  | 'REPOSITORY_NAME'
  | 'ORGANIZATION_NAME';

/** The fields of an event. What an event does not have is undefined. */
export type Fields = Readonly<Partial<Record<Field, string | readonly string[] | undefined>>>;

/** An event of a repository, as CodeBuild sees it. */
export interface WebhookEvent {
  readonly type: EventType;
  readonly fields: Fields;
  /** The fields that CodeBuild asks the provider for, because the payload does not tell them. */
  readonly asked: readonly Field[];
  /** `owner/name`. */
  readonly repository: string;
  /** The organization, group or workspace that the repository belongs to. */
  readonly owner: string;
  /** Whether a pull request comes from a fork. */
  readonly isFork?: boolean;
  /** The labels of a workflow's job, by which it chooses its runner. */
  readonly labels?: readonly string[];
}

/** What the payload of a provider does not tell. */
export interface Additions {
  /** The paths of the files that a pull request changes. On Bitbucket, also those of a push. */
  readonly changedFiles?: readonly string[];
  /** The message of the head commit of a pull request. */
  readonly commitMessage?: string;
}

/** Why a payload is no event of CodeBuild's. */
export class NoEvent extends Error {}

/** What a webhook of a project is, as CodeBuild's API returns it. */
export interface Webhook {
  readonly filterGroups?: readonly (readonly WebhookFilter[])[];
  readonly branchFilter?: string;
  readonly buildType?: string;
  readonly scopeConfiguration?: { readonly name: string; readonly domain?: string; readonly scope: string };
  readonly pullRequestBuildPolicy?: {
    readonly requiresCommentApproval: string;
    readonly approverRoles?: readonly string[];
  };
}

export interface WebhookFilter {
  readonly type: 'EVENT' | Field;
  readonly pattern: string;
  readonly excludeMatchedPattern?: boolean;
}
