import type { EventAction } from 'aws-cdk-lib/aws-codebuild';

/** Options of all webhook filters, for events of every kind. An event must meet all options that are given. */
export interface EventFilterOptions {
  /**
   * The accounts that may start a build, by their ids at the provider. On GitHub these are numbers, not names.
   *
   * @default - all accounts, which in a public repository includes strangers
   */
  readonly actorIds?: string[];

  /**
   * The names of the repositories, without their owner, for example `app`. It is for webhooks of an organization, an
   * enterprise or a group only.
   *
   * @default - all repositories, unless `repositoryNamePatterns` are given
   */
  readonly repositoryNames?: string[];

  /**
   * Regular expressions of whole names of repositories, in addition to `repositoryNames`, for example `^service-.*$`. Each
   * alternative must begin with `^` and end with `$`.
   *
   * @default - none
   */
  readonly repositoryNamePatterns?: string[];
}

/** Options of webhook filters for events that change files. An event must meet all options that are given. */
export interface WebhookFilterOptions extends EventFilterOptions {
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
  readonly events?: EventAction[];

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

/** Options of a filter for jobs that wait for a runner. */
export interface WorkflowJobFilterOptions extends EventFilterOptions {
  /**
   * The names of the workflows, as they are in GitHub Actions or GitLab CI/CD.
   *
   * @default - all workflows, unless `workflowPatterns` are given
   */
  readonly workflows?: string[];

  /**
   * Regular expressions of whole names of workflows, in addition to `workflows`. Each alternative must begin with `^` and
   * end with `$`.
   *
   * @default - none
   */
  readonly workflowPatterns?: string[];

  /**
   * The names of the organizations. It is for webhooks of an enterprise on GitHub only.
   *
   * @default - all organizations, unless `organizationPatterns` are given
   */
  readonly organizations?: string[];

  /**
   * Regular expressions of whole names of organizations, in addition to `organizations`. Each alternative must begin with
   * `^` and end with `$`.
   *
   * @default - none
   */
  readonly organizationPatterns?: string[];
}
