import { Fn, Token } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { ErrorCode } from '../../error-code';
import { checkEach, checkGitName, checkString, type TextCheck } from '../../private/checks';
import { isPlaceholder } from '../../private/context';
import { throwIfInvalid } from '../../private/errors';
import { shown } from '../../private/texts';
import { exactly, isAnchored, isAnchoredAtStart } from '../../private/webhook-patterns';

/** Options of all webhook filters. An event must meet all options that are given. */
export interface WebhookFilterOptions {
  /**
   * The accounts that may start a build, by their ids at the provider. On GitHub these are numbers, not names.
   *
   * @default - all accounts, which in a public repository includes strangers
   */
  readonly actorIds?: string[];

  /**
   * Paths from the root of the repository, at least one of which must be changed. A path that ends with `/` is a folder
   * and includes everything in it.
   *
   * @default - all paths
   */
  readonly filePaths?: string[];

  /**
   * Regular expressions of paths, in addition to `filePaths`. Each alternative must begin with `^`.
   *
   * @default - none
   */
  readonly filePathPatterns?: string[];
}

/** Options of a filter for pushes. */
export interface PushFilterOptions extends WebhookFilterOptions {
  /**
   * The names of the branches, for example `main`.
   *
   * @default - all branches, unless `tags` or `headRefPatterns` are given
   */
  readonly branches?: string[];

  /**
   * The names of the tags, for example `v1.0`.
   *
   * @default - all tags, unless `branches` or `headRefPatterns` are given
   */
  readonly tags?: string[];

  /**
   * Regular expressions of whole references, in addition to `branches` and `tags`, for example
   * `^refs/heads/release/.*$`. Each alternative must begin with `^` and end with `$`.
   *
   * @default - none
   */
  readonly headRefPatterns?: string[];
}

/** Options of a filter for pull requests. */
export interface PullRequestFilterOptions extends WebhookFilterOptions {
  /**
   * The events of the pull request.
   *
   * @default - the pull request is created or updated
   */
  readonly events?: codebuild.EventAction[];

  /**
   * The names of the target branches of the pull request, for example `main`.
   *
   * @default - all branches
   */
  readonly baseBranches?: string[];

  /**
   * Regular expressions of the whole target references of the pull request, in addition to `baseBranches`, for example
   * `^refs/heads/release/.*$`. Each alternative must begin with `^` and end with `$`.
   *
   * @default - none
   */
  readonly baseRefPatterns?: string[];

  /**
   * The names of the source branches of the pull request. In a fork, its owner chooses them.
   *
   * @default - all branches
   */
  readonly headBranches?: string[];

  /**
   * Regular expressions of the whole source references of the pull request, in addition to `headBranches`. Each
   * alternative must begin with `^` and end with `$`.
   *
   * @default - none
   */
  readonly headRefPatterns?: string[];
}

/**
 * Filters for the events of a repository that start a build, for any CodeBuild project.
 *
 * CodeBuild takes regular expressions and searches for them anywhere in a value: `refs/heads/main` also matches the
 * branch `main-2`, and `12345` also matches the account 9123456. These filters take names and match them exactly.
 * Patterns have separate options. They must be anchored, and may use only the syntax that all dialects of regular
 * expressions share: no flags such as `(?i)`, no `\Q`, no `\c`, no nested classes.
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

  private constructor() {}
}

/** The CDK separates events by a comma and a space. CodeBuild reportedly uses only the first of them: aws-cdk#33197. */
function inEventOf(events: codebuild.EventAction[]): codebuild.FilterGroup {
  return codebuild.FilterGroup.inEventOf([...new Set(events)].join(',') as codebuild.EventAction);
}

function withCommon(
  group: codebuild.FilterGroup,
  { actorIds, filePaths, filePathPatterns }: WebhookFilterOptions,
): codebuild.FilterGroup {
  const actor = anyOf(names('', actorIds));
  const path = anyOf(names('', filePaths).map(withFolder), filePathPatterns);
  const ofActor = actor ? group.andActorAccountIs(actor) : group;
  return path ? ofActor.andFilePathIs(path) : ofActor;
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

function checkCommon({ actorIds, filePaths, filePathPatterns }: WebhookFilterOptions): string[] {
  return [
    ...checkEach('actorIds', actorIds, checkActor),
    ...checkEach('filePaths', filePaths, checkPath),
    ...checkEach('filePathPatterns', filePathPatterns, checkAnchoredAtStart),
  ];
}

const checkName: TextCheck = (name, value) => (isPlaceholder(value) ? [] : checkGitName(name, value));

const checkActor: TextCheck = (name, id) =>
  checkString(name, id, { min: 1, pattern: /^[^\s\p{Cc}]+$/u, form: 'the id of an account at the provider' });

const checkPath: TextCheck = (name, path) => {
  const form = "a path from the root of the repository, without wildcards, such as 'src/main.ts' or 'src/'";
  return checkString(name, path, { min: 1, pattern: /^(?!\.{0,2}\/)[^*\p{Cc}]+$/u, form });
};

const checkPullRequestEvent: TextCheck = (name, event) =>
  checkString(name, event, { pattern: /^PULL_REQUEST_[A-Z]+$/, form: 'an event of pull requests' });

const SYNTAX =
  'put the anchors outside of groups, and avoid flags such as (?i), \\Q, \\c, \\p, named groups and nested classes, which dialects read differently';

const checkAnchored: TextCheck = (name, pattern) =>
  isAnchored(pattern) || isPlaceholder(pattern)
    ? []
    : [`each alternative of '${name}' must begin with ^ and end with $, got ${shown(pattern)}; ${SYNTAX}`];

const checkAnchoredAtStart: TextCheck = (name, pattern) =>
  isAnchoredAtStart(pattern) || isPlaceholder(pattern)
    ? []
    : [`each alternative of '${name}' must begin with ^, got ${shown(pattern)}; ${SYNTAX}`];
