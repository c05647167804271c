import { Fn, Token } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { ErrorCode } from '../../error-code';
import { checkEach } from '../../private/checks';
import { throwIfInvalid, validationError } from '../../private/errors';
import { exactly } from '../../private/webhook-patterns';
import {
  checkActor,
  checkAnchored,
  checkAnchoredAtStart,
  checkName,
  checkNamedRepository,
  checkOrganization,
  checkPath,
  checkPullRequestEvent,
  checkWorkflow,
} from './webhook-filter-checks';
import type {
  EventFilterOptions,
  PullRequestFilterOptions,
  PushFilterOptions,
  WebhookFilterOptions,
  WorkflowJobFilterOptions,
} from './webhook-filter-options';

/**
 * Filters for the events of a repository that start a build, for any CodeBuild project.
 *
 * CodeBuild takes regular expressions and searches for them anywhere in a value: `refs/heads/main` also matches the
 * branch `main-2`, and `12345` also matches the account 9123456. These filters take names and match them exactly.
 * Patterns have separate options. Their syntax is that of RE2, and they must be anchored: no flags such as `(?i)`, no
 * `\Q`, no nested classes, which hide where an alternative begins.
 *
 * A token is treated as a pattern between the anchors.
 *
 * The result is a filter group of the CDK. It can be restricted further, for example with `andCommitMessageIsNot`.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html
 */
export class WebhookFilters {
  /**
   * Matches pushes to branches, and pushes of tags.
   *
   * @param options the conditions that a push must meet; none by default
   * @throws when an option is an empty list, a name is not valid, or a pattern is not anchored
   */
  public static push(options: PushFilterOptions = {}): codebuild.FilterGroup {
    const { branches, tags, headRefPatterns } = options;
    throwIfInvalid(
      ErrorCode.INVALID_WEBHOOK_FILTER,
      [
        ...checkEach('branches', branches, checkName),
        ...checkEach('tags', tags, checkName),
        ...checkEach('headRefPatterns', headRefPatterns, checkAnchored),
        ...checkCommon(options),
      ],
      undefined,
    );
    const head = anyOf(names('refs/heads/', branches), names('refs/tags/', tags), headRefPatterns);
    const group = codebuild.FilterGroup.inEventOf(codebuild.EventAction.PUSH);
    return withCommon(head ? group.andHeadRefIs(head) : group, options);
  }

  /**
   * Matches pull requests, which GitLab calls merge requests.
   *
   * A pull request can change anything, including the buildspec in the repository. In a public repository, give
   * `actorIds`.
   *
   * @param options the conditions that a pull request must meet; none by default
   * @throws when an option is an empty list, an event is not one of pull requests, a name is not valid, or a pattern is
   * not anchored
   */
  public static pullRequest(options: PullRequestFilterOptions = {}): codebuild.FilterGroup {
    const { PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED } = codebuild.EventAction;
    const { events, baseBranches, baseRefPatterns, headBranches, headRefPatterns } = options;
    throwIfInvalid(
      ErrorCode.INVALID_WEBHOOK_FILTER,
      [
        ...checkEach('events', events, checkPullRequestEvent),
        ...checkEach('baseBranches', baseBranches, checkName),
        ...checkEach('baseRefPatterns', baseRefPatterns, checkAnchored),
        ...checkEach('headBranches', headBranches, checkName),
        ...checkEach('headRefPatterns', headRefPatterns, checkAnchored),
        ...checkCommon(options),
      ],
      undefined,
    );
    const base = anyOf(names('refs/heads/', baseBranches), baseRefPatterns);
    const head = anyOf(names('refs/heads/', headBranches), headRefPatterns);
    let group = inEventOf(events ?? [PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED]);
    if (base) group = group.andBaseRefIs(base);
    if (head) group = group.andHeadRefIs(head);
    return withCommon(group, options);
  }

  /**
   * Matches jobs of GitHub Actions and GitLab CI/CD that wait for a runner. CodeBuild starts a build that runs the job.
   *
   * A job chooses the project by a label: on GitHub
   * `codebuild-<project>-${{ github.run_id }}-${{ github.run_attempt }}`, on GitLab
   * `codebuild-<project>-$CI_PROJECT_ID-$CI_PIPELINE_IID-$CI_JOB_NAME`.
   *
   * @param options the conditions that a job must meet; none by default
   * @throws when an option is an empty list, a name is not valid, or a pattern is not anchored
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/action-runner.html
   */
  public static workflowJobQueued(options: WorkflowJobFilterOptions = {}): codebuild.FilterGroup {
    const { workflows, workflowPatterns, organizations, organizationPatterns } = options;
    throwIfInvalid(
      ErrorCode.INVALID_WEBHOOK_FILTER,
      [
        ...checkEach('workflows', workflows, checkWorkflow),
        ...checkEach('workflowPatterns', workflowPatterns, checkAnchored),
        ...checkEach('organizations', organizations, checkOrganization),
        ...checkEach('organizationPatterns', organizationPatterns, checkAnchored),
        ...checkEvent(options),
      ],
      undefined,
    );
    const workflow = anyOf(names('', workflows), workflowPatterns);
    const organization = anyOf(names('', organizations), organizationPatterns);
    let group = codebuild.FilterGroup.inEventOf(codebuild.EventAction.WORKFLOW_JOB_QUEUED);
    if (workflow) group = withFilter(group, 'WORKFLOW_NAME', workflow);
    if (organization) group = withFilter(group, 'ORGANIZATION_NAME', organization);
    return withEvent(group, options);
  }

  private constructor() {}
}

/** The CDK separates events by a comma and a space. CodeBuild reportedly uses only the first of them: aws-cdk#33197. */
function inEventOf(events: codebuild.EventAction[]): codebuild.FilterGroup {
  return codebuild.FilterGroup.inEventOf([...new Set(events)].join(',') as codebuild.EventAction);
}

/** The CDK has no method for some filters, only a private one, by which its others add theirs. */
function withFilter(group: codebuild.FilterGroup, type: string, pattern: string): codebuild.FilterGroup {
  const addFilter: unknown = Reflect.get(group, 'addFilter');
  if (typeof addFilter !== 'function') {
    const message = `this version of aws-cdk-lib takes no filter ${type}; set 'Triggers.FilterGroups' of the project with a property override`;
    throw validationError(ErrorCode.INVALID_WEBHOOK_FILTER, message, undefined);
  }
  return addFilter.call(group, type, pattern, true);
}

function withEvent(group: codebuild.FilterGroup, options: EventFilterOptions): codebuild.FilterGroup {
  const actor = anyOf(names('', options.actorIds));
  const repository = anyOf(names('', options.repositoryNames), options.repositoryNamePatterns);
  const ofActor = actor ? group.andActorAccountIs(actor) : group;
  return repository ? ofActor.andRepositoryNameIs(repository) : ofActor;
}

function withCommon(group: codebuild.FilterGroup, options: WebhookFilterOptions): codebuild.FilterGroup {
  const path = anyOf(names('', options.filePaths).map(withFolder), options.filePathPatterns);
  const ofEvent = withEvent(group, options);
  return path ? ofEvent.andFilePathIs(path) : ofEvent;
}

/** Patterns that match names exactly, each with a prefix. */
function names(prefix: string, values: string[] = []): string[] {
  const all = Token.isUnresolved(values) ? [Fn.join('|', values)] : values;
  return all.map((value) => exactly(`${prefix}${value}`));
}

/** A folder matches every path that begins with it. */
function withFolder(pattern: string): string {
  return pattern.endsWith('/$') ? pattern.slice(0, -1) : pattern;
}

function anyOf(...patterns: (string[] | undefined)[]): string {
  return patterns.flatMap((each) => each ?? []).join('|');
}

function checkEvent({ actorIds, repositoryNames, repositoryNamePatterns }: EventFilterOptions): string[] {
  return [
    ...checkEach('actorIds', actorIds, checkActor),
    ...checkEach('repositoryNames', repositoryNames, checkNamedRepository),
    ...checkEach('repositoryNamePatterns', repositoryNamePatterns, checkAnchored),
  ];
}

function checkCommon(options: WebhookFilterOptions): string[] {
  return [
    ...checkEvent(options),
    ...checkEach('filePaths', options.filePaths, checkPath),
    ...checkEach('filePathPatterns', options.filePathPatterns, checkAnchoredAtStart),
  ];
}
