import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type { Construct } from 'constructs';
import { checkString } from '../../private/checks';
import { throwIfInvalid } from '../../private/errors';
import { PROVIDERS } from '../../private/providers';
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
 * Sources of a CodeBuild project that are read over a connection.
 *
 * The project's role gets what CodeBuild asks for, under both prefixes of the service, in a policy that exists before
 * the project does. Each source of a project may have a connection of its own.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/access-tokens.html
 */
export class ConnectionBuildSource {
  /**
   * A repository at GitHub.
   *
   * @param props the connection, the repository and what is read of it
   * @throws when the repository is not `owner/name`, or the connection is known to be to another provider
   */
  public static gitHub(props: RepositoryBuildSourceProps): codebuild.ISource {
    return overConnection('GitHub', props, addressAt('GitHub', props), stockGitHub(props));
  }

  /**
   * A repository at a GitHub Enterprise Server.
   *
   * @param props the connection, the repository and what is read of it
   * @throws when `cloneUrl` is no HTTPS address, or the connection is known to be to another provider
   */
  public static gitHubEnterpriseServer(props: CloneUrlBuildSourceProps): codebuild.ISource {
    checkCloneUrl(props);
    const stock = codebuild.Source.gitHubEnterprise({ ...props, httpsCloneUrl: props.cloneUrl });
    return overConnection('GitHubEnterpriseServer', props, props.cloneUrl, stock);
  }

  /**
   * A repository at GitLab.com.
   *
   * @param props the connection, the repository and what is read of it
   * @throws when the repository is not `group/name`, or the connection is known to be to another provider
   */
  public static gitLab(props: RepositoryBuildSourceProps): codebuild.ISource {
    return overConnection('GitLab', props, addressAt('GitLab', props), stockGitHub(props));
  }

  /**
   * A repository at a GitLab that you installed yourself.
   *
   * @param props the connection, the repository and what is read of it
   * @throws when `cloneUrl` is no HTTPS address, or the connection is known to be to another provider
   */
  public static gitLabSelfManaged(props: CloneUrlBuildSourceProps): codebuild.ISource {
    checkCloneUrl(props);
    return overConnection('GitLabSelfManaged', props, props.cloneUrl, stockGitHub(props), {
      ...(props.ignoreSslErrors !== undefined && { insecureSsl: props.ignoreSslErrors }),
    });
  }

  /**
   * A repository at Bitbucket Cloud.
   *
   * @param props the connection, the repository and what is read of it
   * @throws when the repository is not `owner/name`, or the connection is known to be to another provider
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

/** CDK's sources put an address together from these; ours replaces it, so that a repository may also be a token. */
const ADDRESS_SET_LATER = { owner: 'owner', repo: 'name' };

/** CDK knows no GitLab: what a source of it has besides its type and address is that of one at GitHub. */
function stockGitHub(props: ConnectionBuildSourceOptions): codebuild.ISource {
  return codebuild.Source.gitHub({ ...props, ...ADDRESS_SET_LATER });
}

/** What CDK's source says, with the connection in it, and with the permissions to use that. */
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

/** The address of a repository. It is checked before, since CDK's sources are not given it. */
function addressAt(provider: CloudProvider, { connection, repository }: RepositoryBuildSourceProps): string {
  const violations = checkRepository('repository', repository, provider);
  throwIfInvalid('InvalidConnectionBuildSource', violations, connection);
  return `${PROVIDERS[provider].codeBuild.url}/${repository}.git`;
}

function checkCloneUrl({ connection, cloneUrl }: CloneUrlBuildSourceProps): void {
  const constraint = { pattern: /^https:\/\/[^\s/]+\/\S+$/, form: 'an HTTPS address to clone from' };
  throwIfInvalid('InvalidConnectionBuildSource', checkString('cloneUrl', cloneUrl, constraint), connection);
}
