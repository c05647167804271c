import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type {
  CloneUrlBuildSourceProps,
  RepositoryBuildSourceOptions,
  RepositoryBuildSourceProps,
} from './build-source-props';
import { addressAt, checkCloneUrl } from './repository-address';
import type {
  GitHubEnterpriseServerOrganizationBuildSourceProps,
  GitHubGlobalBuildSourceProps,
  GitHubOrganizationBuildSourceProps,
  GitLabGroupBuildSourceProps,
  GitLabSelfManagedGroupBuildSourceProps,
  NoSourceBuildSourceProps,
} from './scoped-source-props';
import { ADDRESS_SET_LATER, overConnection, scopedSource, sourceOfNothing } from './source-over-connection';
import { checkScopeName, domainOf } from './webhook-scope';

/**
 * Sources of a CodeBuild project that use a connection.
 *
 * The project's role gets the permissions that CodeBuild needs, under both prefixes of the service, in a policy that is
 * created before the project. Each source of a project may use a different connection.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/access-tokens.html
 */
export class ConnectionBuildSource {
  /**
   * A repository on GitHub.
   *
   * @param props the connection, the repository and the options of the source
   * @throws when `repository` is not `owner/name`, or the connection has another provider
   */
  public static gitHub(props: RepositoryBuildSourceProps): codebuild.ISource {
    return overConnection({
      provider: 'GitHub',
      props,
      location: addressAt('GitHub', props),
      stock: stockGitHub(props),
    });
  }

  /**
   * A repository on a GitHub Enterprise Server.
   *
   * @param props the connection, the repository and the options of the source
   * @throws when `cloneUrl` is not an HTTPS URL, or the connection has another provider
   */
  public static gitHubEnterpriseServer(props: CloneUrlBuildSourceProps): codebuild.ISource {
    checkCloneUrl(props, 'gitHubEnterpriseServerOrganization');
    const stock = codebuild.Source.gitHubEnterprise({ ...props, httpsCloneUrl: props.cloneUrl });
    return overConnection({ provider: 'GitHubEnterpriseServer', props, location: props.cloneUrl, stock });
  }

  /**
   * A repository on GitLab.com.
   *
   * @param props the connection, the repository and the options of the source
   * @throws when `repository` is not `group/name`, or the connection has another provider
   */
  public static gitLab(props: RepositoryBuildSourceProps): codebuild.ISource {
    return overConnection({
      provider: 'GitLab',
      props,
      location: addressAt('GitLab', props),
      stock: stockGitHub(props),
    });
  }

  /**
   * A repository on a GitLab that you installed yourself.
   *
   * @param props the connection, the repository and the options of the source
   * @throws when `cloneUrl` is not an HTTPS URL, or the connection has another provider
   */
  public static gitLabSelfManaged(props: CloneUrlBuildSourceProps): codebuild.ISource {
    checkCloneUrl(props, 'gitLabSelfManagedGroup');
    return overConnection({
      provider: 'GitLabSelfManaged',
      props,
      location: props.cloneUrl,
      stock: stockGitHub(props),
      ...(props.ignoreSslErrors !== undefined && { properties: { insecureSsl: props.ignoreSslErrors } }),
    });
  }

  /**
   * A repository on Bitbucket Cloud.
   *
   * @param props the connection, the repository and the options of the source
   * @throws when `repository` is not `owner/name`, or the connection has another provider
   */
  public static bitBucket(props: RepositoryBuildSourceProps): codebuild.ISource {
    const location = addressAt('Bitbucket', props);
    const { buildStatusContext, ...rest } = props;
    const stock = codebuild.Source.bitBucket({
      ...rest,
      ...ADDRESS_SET_LATER,
      ...(buildStatusContext !== undefined && { buildStatusName: buildStatusContext }),
    });
    return overConnection({ provider: 'Bitbucket', props, location, stock });
  }

  /**
   * All repositories of an organization on GitHub, for runners of GitHub Actions above all.
   *
   * The connection needs the permission to create webhooks of the organization.
   *
   * @param props the connection, the organization and the options of the source
   * @throws when `organization` is not the name of an organization, or the connection has another provider
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/github-global-organization-webhook.html
   */
  public static gitHubOrganization(props: GitHubOrganizationBuildSourceProps): codebuild.ISource {
    checkScopeName(props, 'organization', props.organization, 'GitHub', 'gitHub');
    return scopedSource('GitHub', props, { scope: 'GITHUB_ORGANIZATION', name: props.organization });
  }

  /**
   * All repositories of all organizations of an enterprise on GitHub, for runners of GitHub Actions.
   *
   * CodeBuild calls this a global webhook. It gets jobs that wait for a runner, and no other events. AWS documents that
   * the webhook has to be created in GitHub by hand, and that CloudFormation does not support it, although
   * CloudFormation has the properties for it: the library warns of that, and with `webhook` set to `false` creates the
   * project only.
   *
   * @param props the connection, the enterprise and the options of the source
   * @throws when `enterprise` is not the name of an enterprise, or the connection has another provider
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/github-global-organization-webhook-setup.html
   */
  public static gitHubGlobal(props: GitHubGlobalBuildSourceProps): codebuild.ISource {
    checkScopeName(props, 'enterprise', props.enterprise, 'GitHub', 'gitHub');
    return scopedSource('GitHub', props, { scope: 'GITHUB_GLOBAL', name: props.enterprise });
  }

  /**
   * All repositories of an organization on a GitHub Enterprise Server.
   *
   * AWS documents that CloudFormation does not support such webhooks, although CloudFormation has the properties for
   * them: the library warns of that, and with `webhook` set to `false` creates the project only.
   *
   * @param props the connection, the organization and the options of the source
   * @throws when `organization` is not the name of an organization, `domain` is not a server, or is missing
   * and unknown, or the connection has another provider
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/github-organization-webhook-events-cfn.html
   */
  public static gitHubEnterpriseServerOrganization(
    props: GitHubEnterpriseServerOrganizationBuildSourceProps,
  ): codebuild.ISource {
    const { connection, organization: name } = props;
    checkScopeName(props, 'organization', name, 'GitHubEnterpriseServer', 'gitHubEnterpriseServer');
    const domain = domainOf(connection, props.domain);
    return scopedSource('GitHubEnterpriseServer', props, { scope: 'GITHUB_ORGANIZATION', name, domain });
  }

  /**
   * All projects of a group on GitLab.com.
   *
   * The connection needs the permission to create webhooks of the group.
   *
   * @param props the connection, the group and the options of the source
   * @throws when `group` is not the path of a group, or the connection has another provider
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/gitlab-group-webhook.html
   */
  public static gitLabGroup(props: GitLabGroupBuildSourceProps): codebuild.ISource {
    checkScopeName(props, 'group', props.group, 'GitLab', 'gitLab');
    return scopedSource('GitLab', props, { scope: 'GITLAB_GROUP', name: props.group });
  }

  /**
   * All projects of a group on a GitLab that you installed yourself.
   *
   * @param props the connection, the group and the options of the source
   * @throws when `group` is not the path of a group, `domain` is not a server, or is missing and unknown, or
   * the connection has another provider
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/gitlab-group-webhook.html
   */
  public static gitLabSelfManagedGroup(props: GitLabSelfManagedGroupBuildSourceProps): codebuild.ISource {
    const { connection, group: name } = props;
    checkScopeName(props, 'group', name, 'GitLabSelfManaged', 'gitLabSelfManaged');
    const domain = domainOf(connection, props.domain);
    return scopedSource('GitLabSelfManaged', props, { scope: 'GITLAB_GROUP', name, domain });
  }

  /**
   * No primary source, but a connection that CodeBuild uses for the secondary sources of the project that name none.
   *
   * The project needs a build specification that is known at synthesis. AWS does not document whether CodeBuild uses the
   * connection for a source that is given only when a build starts.
   *
   * @param props the connection
   * @throws when CodeBuild does not support the provider of the connection
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/multiple-access-tokens.html
   */
  public static noSource(props: NoSourceBuildSourceProps): codebuild.ISource {
    return sourceOfNothing(props.connection);
  }

  private constructor() {}
}

/** The CDK has no GitLab source. Apart from type and URL, it has the properties of a GitHub source. */
function stockGitHub(props: RepositoryBuildSourceOptions): codebuild.ISource {
  return codebuild.Source.gitHub({ ...props, ...ADDRESS_SET_LATER });
}
