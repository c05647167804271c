import type { CfnResource } from 'aws-cdk-lib';
import { scopeOf } from '../project-webhooks';
import type { Rule, Violation } from '../rule';
import { literal, nameOf, readMember } from '../values';

export const webhookNotByCloudFormation: Rule = {
  id: 'webhookNotByCloudFormation',
  summary:
    'A webhook of an enterprise on GitHub, or of an organization on a GitHub Enterprise Server, is not made by CloudFormation.',
  fix: "set 'webhook' to false and create the webhook with the AWS CLI (aws codebuild create-webhook), or acknowledge this if it works for you",
  check: ({ projects }) => projects.flatMap(violationsOf),
};

function violationsOf(resource: CfnResource): Violation[] {
  const scope = scopeOf(resource);
  const isOnServer = literal(readMember(resource, 'source', 'type')) === 'GITHUB_ENTERPRISE';
  const isUnsupported = scope === 'GITHUB_GLOBAL' || (isOnServer && scope === 'GITHUB_ORGANIZATION');
  if (!isUnsupported) return [];
  const what = scope === 'GITHUB_GLOBAL' ? 'an enterprise' : 'an organization on a GitHub Enterprise Server';
  const problem = `AWS documents that CloudFormation does not support the webhook of ${what}, which ${nameOf(resource)} has`;
  return [{ resource, problem }];
}
