import type { FilterGroup } from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { ConnectionBuildSourceOptions } from './build-source-props';
import type { PullRequestBuildPolicy } from './pull-request-build-policy';

/** Options of all CodeBuild sources whose webhook is for many repositories. Each build gets its repository by the event. */
export interface ScopedBuildSourceOptions extends ConnectionBuildSourceOptions {
  /**
   * Filters for the events that start a build. An event must match at least one of the groups.
   *
   * `WebhookFilters` creates groups from names. CDK's own groups take regular expressions, which match anywhere in a
   * value.
   *
   * @default - jobs that wait for a runner: `WebhookFilters.workflowJobQueued`
   */
  readonly webhookFilters?: FilterGroup[];

  /**
   * Whether CloudFormation creates the webhook. If not, create it with the AWS CLI (`aws codebuild create-webhook`), with
   * the same scope.
   *
   * @default true
   */
  readonly webhook?: boolean;
}

/** Options of all CodeBuild sources of the repositories of an organization or a group. */
export interface OrganizationBuildSourceOptions extends ScopedBuildSourceOptions {
  /**
   * Whether pull requests are built at once, or after an approval.
   *
   * @default - set by CodeBuild: builds reportedly wait for an approval in new projects
   */
  readonly pullRequestBuildPolicy?: PullRequestBuildPolicy;
}

/** Properties of a source for all repositories of an organization on GitHub. */
export interface GitHubOrganizationBuildSourceProps extends OrganizationBuildSourceOptions {
  /** The name of the organization, for example `my-org`, 1 to 255 characters. */
  readonly organization: string;
}

/** Options of all CodeBuild sources of the repositories of an organization or a group on a server of your own. */
export interface SelfManagedOrganizationBuildSourceOptions extends OrganizationBuildSourceOptions {
  /**
   * The server, for example `https://git.example.com`, without a path, at most 512 characters.
   *
   * AWS's guide gives its URL, with the scheme. The name alone, such as `git.example.com`, is passed on as it is.
   *
   * It is required if the app does not create the host of the connection, or does not know its endpoint.
   *
   * @default - the endpoint of the host, without its path
   * @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ScopeConfiguration.html
   */
  readonly domain?: string;

  /**
   * Whether to ignore errors of the provider's TLS certificate.
   *
   * @default false
   */
  readonly ignoreSslErrors?: boolean;
}

/** Properties of a source for all repositories of an organization on a GitHub Enterprise Server. */
export interface GitHubEnterpriseServerOrganizationBuildSourceProps extends SelfManagedOrganizationBuildSourceOptions {
  /** The name of the organization, for example `my-org`, 1 to 255 characters. */
  readonly organization: string;
}

/** Properties of a source for all repositories of an enterprise on GitHub. */
export interface GitHubGlobalBuildSourceProps extends ScopedBuildSourceOptions {
  /** The name of the enterprise as in its URL, for example `my-enterprise`, 1 to 255 characters. */
  readonly enterprise: string;
}

/** Properties of a source for all projects of a group on GitLab.com. */
export interface GitLabGroupBuildSourceProps extends OrganizationBuildSourceOptions {
  /** The path of the group, for example `my-group` or `my-group/subgroup`, 1 to 255 characters. */
  readonly group: string;
}

/** Properties of a source for all projects of a group on a GitLab that you installed yourself. */
export interface GitLabSelfManagedGroupBuildSourceProps extends SelfManagedOrganizationBuildSourceOptions {
  /** The path of the group, for example `my-group` or `my-group/subgroup`, 1 to 255 characters. */
  readonly group: string;
}

/** Properties of a source of a project that has no primary source. */
export interface NoSourceBuildSourceProps {
  /**
   * The connection, created by any construct or imported. With an `AvailableConnection`, the project is created only
   * after the handshake.
   */
  readonly connection: IConnectionRef;
}
