import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Construct } from 'constructs';
import { ErrorCode } from '../../error-code';
import { checkString } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { PROVIDERS } from '../../private/providers';
import { checkReference } from '../../private/references';
import { checkRepository } from '../../private/repositories';
import { checkProvider, checkRegion } from '../consumer';
import { allowProject } from './build-policy';
import type {
  CloneUrlBuildSourceProps,
  ConnectionBuildSourceOptions,
  RepositoryBuildSourceProps,
} from './build-source-props';
import { buildTriggers } from './build-triggers';

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
    return overConnection('GitHub', props, addressAt('GitHub', props), stockGitHub(props));
  }

  /**
   * A repository on a GitHub Enterprise Server.
   *
   * @param props the connection, the repository and the options of the source
   * @throws when `cloneUrl` is not an HTTPS URL, or the connection has another provider
   */
  public static gitHubEnterpriseServer(props: CloneUrlBuildSourceProps): codebuild.ISource {
    checkCloneUrl(props);
    const stock = codebuild.Source.gitHubEnterprise({ ...props, httpsCloneUrl: props.cloneUrl });
    return overConnection('GitHubEnterpriseServer', props, props.cloneUrl, stock);
  }

  /**
   * A repository on GitLab.com.
   *
   * @param props the connection, the repository and the options of the source
   * @throws when `repository` is not `group/name`, or the connection has another provider
   */
  public static gitLab(props: RepositoryBuildSourceProps): codebuild.ISource {
    return overConnection('GitLab', props, addressAt('GitLab', props), stockGitHub(props));
  }

  /**
   * A repository on a GitLab that you installed yourself.
   *
   * @param props the connection, the repository and the options of the source
   * @throws when `cloneUrl` is not an HTTPS URL, or the connection has another provider
   */
  public static gitLabSelfManaged(props: CloneUrlBuildSourceProps): codebuild.ISource {
    checkCloneUrl(props);
    return overConnection('GitLabSelfManaged', props, props.cloneUrl, stockGitHub(props), {
      ...(props.ignoreSslErrors !== undefined && { insecureSsl: props.ignoreSslErrors }),
    });
  }

  /**
   * A repository on Bitbucket Cloud.
   *
   * @param props the connection, the repository and the options of the source
   * @throws when `repository` is not `owner/name`, or the connection has another provider
   */
  public static bitBucket(props: RepositoryBuildSourceProps): codebuild.ISource {
    const address = addressAt('Bitbucket', props);
    const { buildStatusContext, ...rest } = props;
    const stock = codebuild.Source.bitBucket({
      ...rest,
      ...ADDRESS_SET_LATER,
      ...(buildStatusContext !== undefined && { buildStatusName: buildStatusContext }),
    });
    return overConnection('Bitbucket', props, address, stock);
  }

  private constructor() {}
}

type CloudProvider = 'Bitbucket' | 'GitHub' | 'GitLab';
type Provider = CloudProvider | 'GitHubEnterpriseServer' | 'GitLabSelfManaged';

/** CDK's sources compose a URL from these. It is replaced afterwards, so that a repository may be a token. */
const ADDRESS_SET_LATER = { owner: 'owner', repo: 'name' };

/** The CDK has no GitLab source. Apart from type and URL, it has the properties of a GitHub source. */
function stockGitHub(props: ConnectionBuildSourceOptions): codebuild.ISource {
  return codebuild.Source.gitHub({ ...props, ...ADDRESS_SET_LATER });
}

/** A CDK source that uses the connection, with the permissions for it. */
function overConnection(
  provider: Provider,
  { connection, identifier }: ConnectionBuildSourceOptions,
  location: string,
  stock: codebuild.ISource,
  properties: Partial<codebuild.CfnProject.SourceProperty> = {},
): codebuild.ISource {
  const { type } = PROVIDERS[provider].codeBuild;
  return {
    type,
    badgeSupported: stock.badgeSupported,
    ...(identifier !== undefined && { identifier }),
    bind(scope: Construct, project: codebuild.IProject): codebuild.SourceConfig {
      checkProvider(connection, [provider], scope);
      checkRegion(connection, scope);
      allowProject(scope, project, connection);
      const config = stock.bind(scope, project);
      return {
        ...config,
        ...(config.buildTriggers && { buildTriggers: buildTriggers(config.buildTriggers, provider, scope) }),
        sourceProperty: { ...config.sourceProperty, ...properties, type, location, auth: auth(connection) },
      };
    },
  };
}

function auth(connection: IConnectionRef): codebuild.CfnProject.SourceAuthProperty {
  return { type: 'CODECONNECTIONS', resource: connection.connectionRef.connectionArn };
}

/** The URL of a repository, which is checked here, because CDK's sources do not get it. */
function addressAt(provider: CloudProvider, { connection, repository }: RepositoryBuildSourceProps): string {
  checkReference('connection', connection, 'connectionRef', undefined);
  const violations = checkRepository('repository', repository, provider);
  throwIfInvalid(ErrorCode.INVALID_CONNECTION_BUILD_SOURCE, violations, connection);
  return `${PROVIDERS[provider].url}/${repository}.git`;
}

function checkCloneUrl({ connection, cloneUrl }: CloneUrlBuildSourceProps): void {
  checkReference('connection', connection, 'connectionRef', undefined);
  const constraint = { pattern: /^https:\/\/[^\s/]+\/\S+$/, form: 'an HTTPS URL to clone from' };
  throwIfInvalid(ErrorCode.INVALID_CONNECTION_BUILD_SOURCE, checkString('cloneUrl', cloneUrl, constraint), connection);
}
