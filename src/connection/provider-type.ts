import { ErrorCode } from '../error-code';
import { checkLiteral } from '../private/checks';
import { throwIfInvalid } from '../private/errors';

/**
 * A provider of Git repositories, for connections and hosts.
 *
 * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_Connection.html
 */
export class ProviderType {
  /** Bitbucket Cloud. */
  public static readonly BITBUCKET = ProviderType.of('Bitbucket');

  /** GitHub and GitHub Enterprise Cloud, at github.com. */
  public static readonly GITHUB = ProviderType.of('GitHub');

  /**
   * GitHub Enterprise Cloud with data residency, at a subdomain of ghe.com. It needs a `providerEndpoint`.
   *
   * AWS does not say whether Git sync, CodeBuild and CodePipeline support it.
   */
  public static readonly GITHUB_ENTERPRISE_CLOUD_DATA_RESIDENCY = ProviderType.of('GitHubEnterpriseCloudDataResidency');

  /** GitHub Enterprise Server, which you install yourself. It needs a `Host`. */
  public static readonly GITHUB_ENTERPRISE_SERVER = ProviderType.of('GitHubEnterpriseServer');

  /** GitLab.com. */
  public static readonly GITLAB = ProviderType.of('GitLab');

  /** GitLab self-managed, which you install yourself. It needs a `Host`. */
  public static readonly GITLAB_SELF_MANAGED = ProviderType.of('GitLabSelfManaged');

  /** Azure DevOps. Git sync does not support it. */
  public static readonly AZURE_DEVOPS = ProviderType.of('AzureDevOps');

  /**
   * A provider for which this class has no constant.
   *
   * @param value the name of the provider in the API, for example `GitHub`
   * @throws when the value is empty, or contains wildcards or IAM variables
   */
  public static of(value: string): ProviderType {
    throwIfInvalid(ErrorCode.INVALID_PROVIDER_TYPE, checkLiteral('value', value), undefined);
    return new ProviderType(value);
  }

  /** The name of the provider in the API. */
  public readonly value: string;

  private constructor(value: string) {
    this.value = value;
  }
}
