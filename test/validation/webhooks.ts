import type { Stack } from 'aws-cdk-lib';
import { Match, Annotations as StackAnnotations } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { webhookEventsWithSpaces } from '../../src/validation/rules/webhook-events-with-spaces';
import { webhookFilterExcludesNothing } from '../../src/validation/rules/webhook-filter-excludes-nothing';
import { webhookFilterNotAnchored } from '../../src/validation/rules/webhook-filter-not-anchored';
import { shownId, validatedStack } from './fixtures';

export const NOT_ANCHORED = shownId(webhookFilterNotAnchored);
export const EXCLUDES_NOTHING = shownId(webhookFilterExcludesNothing);
export const EVENTS_WITH_SPACES = shownId(webhookEventsWithSpaces);

/** A project that this library has not made. */
export function projectWith(group: codebuild.FilterGroup, stack: Stack = validatedStack()): codebuild.Project {
  const source = codebuild.Source.gitHub({ owner: 'my-org', repo: 'app', webhookFilters: [group] });
  return new codebuild.Project(stack, 'Project', { source });
}

/** One of which everything is given, as CloudFormation takes it. */
export const l1With = (...filters: object[]): codebuild.CfnProject => projectIn(validatedStack(), ...filters);

/** The same in a given stack. */
export function projectIn(stack: Stack, ...filters: object[]): codebuild.CfnProject {
  return new codebuild.CfnProject(stack, 'Project', {
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { computeType: 'BUILD_GENERAL1_SMALL', image: 'aws/codebuild/standard:7.0', type: 'LINUX_CONTAINER' },
    serviceRole: 'arn:aws:iam::111111111111:role/build',
    source: { type: 'GITHUB', location: 'https://github.com/my-org/app.git' },
    triggers: { webhook: true, filterGroups: [filters as codebuild.CfnProject.WebhookFilterProperty[]] },
  });
}

/** The warnings with an id: the path of each construct, and what it is told. */
export const warnings = (stack: Stack, id: string) =>
  StackAnnotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp(id))
    .map((warning) => ({ path: warning.id, text: String(warning.entry.data) }));
export const isWarnedOf = ({ node, stack }: { node: codebuild.CfnProject['node']; stack: Stack }, id: string) =>
  warnings(stack, id).some(({ path }) => path.startsWith(`/${node.path}`));

export const pushed = () => codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH);
