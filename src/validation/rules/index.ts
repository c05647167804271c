import type { Rule } from '../rule';
import { connectionNameTaken } from './connection-name-taken';
import { connectionNeedsCustomResource } from './connection-needs-custom-resource';
import { connectionWithProviderAndHost } from './connection-with-provider-and-host';
import { connectionWithoutSageMakerTag } from './connection-without-sage-maker-tag';
import { dependentDoesNotWait } from './dependent-does-not-wait';
import { fullCloneForOtherAction } from './full-clone-for-other-action';
import { gitSyncOfSharedConnection } from './git-sync-of-shared-connection';
import { gitSyncOfUnsupportedProvider } from './git-sync-of-unsupported-provider';
import { hostAtGheCom } from './host-at-ghe-com';
import { hostForCloudProvider } from './host-for-cloud-provider';
import { hostOutlivesItsVpc } from './host-outlives-its-vpc';
import { hostSubnetsInOneZone } from './host-subnets-in-one-zone';
import { hostUrlTaken } from './host-url-taken';
import { hostVpcTaken } from './host-vpc-taken';
import { pipelineTriggerRefused } from './pipeline-trigger-refused';
import { productWithNewArn } from './product-with-new-arn';
import { providerNeedsHost } from './provider-needs-host';
import { refusedByCloudFormation } from './refused-by-cloudformation';
import { repositoryLinkedTwice } from './repository-linked-twice';
import { stackSyncedTwice } from './stack-synced-twice';
import { tooManySyncsOfBranch } from './too-many-syncs-of-branch';
import { tooManySyncsOfLink } from './too-many-syncs-of-link';
import { webhookEventsWithSpaces } from './webhook-events-with-spaces';
import { webhookFilterExcludesNothing } from './webhook-filter-excludes-nothing';
import { webhookFilterNotAnchored } from './webhook-filter-not-anchored';
import { webhookFilterWithoutScope } from './webhook-filter-without-scope';
import { webhookNotByCloudFormation } from './webhook-not-by-cloudformation';
import { webhookOnSecondarySource } from './webhook-on-secondary-source';

/** The rules, in the order in which they report. */
export const RULES: readonly Rule[] = [
  connectionWithProviderAndHost,
  connectionNameTaken,
  providerNeedsHost,
  connectionNeedsCustomResource,
  hostForCloudProvider,
  hostAtGheCom,
  hostSubnetsInOneZone,
  hostOutlivesItsVpc,
  hostUrlTaken,
  hostVpcTaken,
  gitSyncOfSharedConnection,
  gitSyncOfUnsupportedProvider,
  refusedByCloudFormation,
  repositoryLinkedTwice,
  stackSyncedTwice,
  tooManySyncsOfBranch,
  tooManySyncsOfLink,
  dependentDoesNotWait,
  pipelineTriggerRefused,
  fullCloneForOtherAction,
  productWithNewArn,
  connectionWithoutSageMakerTag,
  webhookFilterNotAnchored,
  webhookFilterExcludesNothing,
  webhookEventsWithSpaces,
  webhookFilterWithoutScope,
  webhookOnSecondarySource,
  webhookNotByCloudFormation,
];
