import { Fn, Token } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { checkEach, checkGitName, checkString, type TextCheck } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { shown } from '../../private/texts';
import { exactly, isAnchored, isAnchoredAtStart } from '../../private/webhook-patterns';

/** Who and what may start a build, whatever the event is. All options that are given must be met. */
export interface WebhookFilterOptions {
  /**
   * The accounts that may start a build, by the ids that the provider gives them: at GitHub numbers, not names.
   *
   * @default - all accounts, in a public repository those of strangers too
   */
  readonly actorIds?: string[];

  /**
   * The paths of which at least one is changed, from the root of the repository. One that ends in `/` is a folder, with
   * all that is in it.
   *
   * @default - all paths
   */
  readonly filePaths?: string[];

  /**
   * Regular expressions of paths, beside `filePaths`. Each alternative begins with `^`.
   *
   * @default - none
   */
  readonly filePathPatterns?: string[];
}

/** What is pushed. */
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
   * Regular expressions of the whole references, beside `branches` and `tags`, for example `^refs/heads/release/.*$`.
   * Each alternative begins with `^` and ends with `$`.
   *
   * @default - none
   */
  readonly headRefPatterns?: string[];
}

/** Which pull requests. */
export interface PullRequestFilterOptions extends WebhookFilterOptions {
  /**
   * What happens to the pull request.
   *
   * @default - it is created or updated
   */
  readonly events?: codebuild.EventAction[];

  /**
   * The names of the branches that the pull request is to be merged into, for example `main`.
   *
   * @default - all branches
   */
  readonly baseBranches?: string[];

  /**
   * Regular expressions of the whole references that the pull request is to be merged into, beside `baseBranches`, for
   * example `^refs/heads/release/.*$`. Each alternative begins with `^` and ends with `$`.
   *
   * @default - none
   */
  readonly baseRefPatterns?: string[];

  /**
   * The names of the branches that the pull request comes from. In a fork they are for its owner to choose.
   *
   * @default - all branches
   */
  readonly headBranches?: string[];

  /**
   * Regular expressions of the whole references that the pull request comes from, beside `headBranches`. Each
   * alternative begins with `^` and ends with `$`.
   *
   * @default - none
   */
  readonly headRefPatterns?: string[];
}

/**
 * Which events of a repository start a build: filters for any CodeBuild project.
 *
 * CodeBuild takes regular expressions, and looks for them anywhere in a value: `refs/heads/main` takes the branch
 * `main-2` too, and `12345` the account 9123456. These filters take names, and match them whole. Patterns have options
 * of their own, and must be anchored, in what all dialects of regular expressions read alike: without flags such as
 * `(?i)`, `\Q`, `\c` and classes within classes.
 *
 * A value that is known only at deployment is a pattern between the anchors.
 *
 * What they make is CDK's, and can be restricted further, for example by `andCommitMessageIsNot`.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html
 */
export class WebhookFilters {
  /**
   * A push to a branch, or of a tag.
   *
   * @param options what the push must meet; by default nothing
   * @throws when an option is an empty list, a name cannot be one, or a pattern is not anchored
   */
  public static push(options: PushFilterOptions = {}): codebuild.FilterGroup {
    const { branches, tags, headRefPatterns } = options;
    throwIfInvalid(
      'InvalidWebhookFilter',
      [
        ...checkEach('branches', branches, checkGitName),
        ...checkEach('tags', tags, checkGitName),
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
   * A pull request, in GitLab a merge request.
   *
   * Whoever opens it decides what it changes, also the buildspec in the repository: in a public repository, give
   * `actorIds`.
   *
   * @param options what the pull request must meet; by default nothing
   * @throws when an option is an empty list, an event is not one of pull requests, a name cannot be one, or a pattern is
   * not anchored
   */
  public static pullRequest(options: PullRequestFilterOptions = {}): codebuild.FilterGroup {
    const { PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED } = codebuild.EventAction;
    const { events, baseBranches, baseRefPatterns, headBranches, headRefPatterns } = options;
    throwIfInvalid(
      'InvalidWebhookFilter',
      [
        ...checkEach('events', events, checkPullRequestEvent),
        ...checkEach('baseBranches', baseBranches, checkGitName),
        ...checkEach('baseRefPatterns', baseRefPatterns, checkAnchored),
        ...checkEach('headBranches', headBranches, checkGitName),
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

/** CDK writes a space between events, and people report that CodeBuild takes the first of them only: aws-cdk#33197. */
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

/** Patterns of names, with what stands before each of them. */
function names(prefix: string, values: string[] = []): string[] {
  const all = Token.isUnresolved(values) ? [Fn.join('|', values)] : values;
  return all.map((value) => exactly(`${prefix}${value}`));
}

/** A folder is all that begins with it. */
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

const checkActor: TextCheck = (name, id) =>
  checkString(name, id, { min: 1, pattern: /^[^\s\p{Cc}]+$/u, form: 'the id of an account at the provider' });

const checkPath: TextCheck = (name, path) => {
  const form = "a path from the root of the repository, without wildcards, such as 'src/main.ts' or 'src/'";
  return checkString(name, path, { min: 1, pattern: /^(?!\.{0,2}\/)[^*\p{Cc}]+$/u, form });
};

const checkPullRequestEvent: TextCheck = (name, event) =>
  checkString(name, event, { pattern: /^PULL_REQUEST_[A-Z]+$/, form: 'an event of pull requests' });

const NOT_JUDGED =
  'anchors stand outside of groups, and flags such as (?i), \\Q, \\c and named groups, \\p and classes within classes are read differently, and not taken';

const checkAnchored: TextCheck = (name, pattern) =>
  isAnchored(pattern)
    ? []
    : [`each alternative of '${name}' must begin with ^ and end with $, got ${shown(pattern)}; ${NOT_JUDGED}`];

const checkAnchoredAtStart: TextCheck = (name, pattern) =>
  isAnchoredAtStart(pattern)
    ? []
    : [`each alternative of '${name}' must begin with ^, got ${shown(pattern)}; ${NOT_JUDGED}`];
