import type { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import { ErrorCode } from '../../error-code';
import { checkNotEmpty } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { shown } from '../../private/texts';

/**
 * A role that people have in a repository, by the names of CodeBuild.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_PullRequestBuildPolicy.html
 */
export enum ApproverRole {
  /** Who may read the repository, on GitHub or a GitHub Enterprise Server. */
  GITHUB_READ = 'GITHUB_READ',
  /** Who may manage issues and pull requests, on GitHub or a GitHub Enterprise Server. */
  GITHUB_TRIAGE = 'GITHUB_TRIAGE',
  /** Who may push, on GitHub or a GitHub Enterprise Server. */
  GITHUB_WRITE = 'GITHUB_WRITE',
  /** Who manages the repository, on GitHub or a GitHub Enterprise Server. */
  GITHUB_MAINTAIN = 'GITHUB_MAINTAIN',
  /** Administrators of the repository, on GitHub or a GitHub Enterprise Server. */
  GITHUB_ADMIN = 'GITHUB_ADMIN',
  /** Guests, on GitLab. */
  GITLAB_GUEST = 'GITLAB_GUEST',
  /** Planners, on GitLab. */
  GITLAB_PLANNER = 'GITLAB_PLANNER',
  /** Reporters, on GitLab. */
  GITLAB_REPORTER = 'GITLAB_REPORTER',
  /** Developers, on GitLab. */
  GITLAB_DEVELOPER = 'GITLAB_DEVELOPER',
  /** Maintainers, on GitLab. */
  GITLAB_MAINTAINER = 'GITLAB_MAINTAINER',
  /** Owners, on GitLab. */
  GITLAB_OWNER = 'GITLAB_OWNER',
  /** Who may read the repository, on Bitbucket. */
  BITBUCKET_READ = 'BITBUCKET_READ',
  /** Who may push, on Bitbucket. */
  BITBUCKET_WRITE = 'BITBUCKET_WRITE',
  /** Administrators of the repository, on Bitbucket. */
  BITBUCKET_ADMIN = 'BITBUCKET_ADMIN',
}

/** Options of a `PullRequestBuildPolicy` that holds builds back. */
export interface PullRequestApprovalOptions {
  /**
   * The roles, all of the provider of the source, whose comments approve a build. Pull requests of people with such a
   * role are built at once.
   *
   * @default - chosen by CodeBuild; AWS does not document which
   */
  readonly approverRoles?: ApproverRole[];
}

/**
 * Whether pull requests are built at once, or only after somebody has approved it by a comment.
 *
 * Such a comment is `/codebuild_run(<id of the latest commit>)`. Until then, CodeBuild reports the build as failed, with
 * the text `Pull request approval required for starting a build`.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/pull-request-build-policy.html
 */
export class PullRequestBuildPolicy {
  /** Pull requests of everybody are built at once. In a public repository, everybody includes strangers. */
  public static disabled(): PullRequestBuildPolicy {
    return new PullRequestBuildPolicy('DISABLED');
  }

  /**
   * Builds of all pull requests need an approval.
   *
   * @param options who approves
   * @throws when the list of roles is empty
   */
  public static allPullRequests(options: PullRequestApprovalOptions = {}): PullRequestBuildPolicy {
    return new PullRequestBuildPolicy('ALL_PULL_REQUESTS', options.approverRoles);
  }

  /**
   * Builds of pull requests from forks need an approval.
   *
   * @param options who approves
   * @throws when the list of roles is empty
   */
  public static forkPullRequests(options: PullRequestApprovalOptions = {}): PullRequestBuildPolicy {
    return new PullRequestBuildPolicy('FORK_PULL_REQUESTS', options.approverRoles);
  }

  private constructor(
    /** @internal */
    public readonly _commentApproval: string,
    private readonly approverRoles?: ApproverRole[],
  ) {
    throwIfInvalid(ErrorCode.INVALID_CONNECTION_BUILD_SOURCE, checkNotEmpty('approverRoles', approverRoles), undefined);
  }

  /**
   * The policy as CloudFormation has it.
   *
   * @internal
   */
  public _render(): CfnProject.PullRequestBuildPolicyProperty {
    const { approverRoles } = this;
    return { requiresCommentApproval: this._commentApproval, ...(approverRoles && { approverRoles }) };
  }

  /**
   * What is wrong with the policy for a provider, whose roles begin like this.
   *
   * @internal
   */
  public _violations(provider: string, roles: string): string[] {
    return (this.approverRoles ?? [])
      .filter((role) => !role.startsWith(roles))
      .map((role) => `'approverRoles' must be roles of ${provider}, which begin with ${roles}, got ${shown(role)}`);
  }
}
