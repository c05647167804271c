import type { Switch } from '../client/operations';
import { type Contract, CUSTOM } from '../framework/contract';
import { anything, oneOf } from '../framework/schema';
import { type SyncedStackProperties, syncedStackProperties } from '../synced-stack/contract';
import { PERMISSIONS } from './permissions';

export interface PullRequestCommentProperties extends SyncedStackProperties {
  readonly PullRequestComment: Switch;
  /** The properties that CloudFormation sets on the sync configuration. After each change, the comment is set again. */
  readonly SyncConfiguration: unknown;
}

export const PULL_REQUEST_COMMENT: Contract<PullRequestCommentProperties, never> = {
  resourceType: `${CUSTOM}PullRequestComment`,
  version: 1,
  properties: {
    ...syncedStackProperties,
    PullRequestComment: oneOf('ENABLED', 'DISABLED'),
    SyncConfiguration: anything,
  },
  attributes: [],
  permissions: PERMISSIONS,
};
