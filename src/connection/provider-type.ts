import { checkLiteral } from '../private/checks';
import { throwIfInvalid } from '../private/errors';

/**
 * A provider of Git repositories that a connection or a host reaches.
 *
 * @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_Connection.html
 */
export class ProviderType {
  /** Bitbucket Cloud. */
  public static readonly BITBUCKET = ProviderType.of('Bitbucket');

  /** GitHub and GitHub Enterprise Cloud. */
  public static readonly GITHUB = ProviderType.of('GitHub');

  /** GitHub Enterprise Server, which you install yourself: it needs a `Host`. */
  public static readonly GITHUB_ENTERPRISE_SERVER = ProviderType.of('GitHubEnterpriseServer');

  /** GitLab.com. */
  public static readonly GITLAB = ProviderType.of('GitLab');

  /** GitLab self-managed, which you install yourself: it needs a `Host`. */
  public static readonly GITLAB_SELF_MANAGED = ProviderType.of('GitLabSelfManaged');

  /** Azure DevOps. Git sync does not support it. */
  public static readonly AZURE_DEVOPS = ProviderType.of('AzureDevOps');

  /**
   * A provider that this class does not name yet.
   *
   * @param value the provider as the API calls it, for example `GitHub`; a literal that is not empty
   * @throws when it is empty, or has wildcards or variables of IAM
   */
  public static of(value: string): ProviderType {
    throwIfInvalid('InvalidProviderType', checkLiteral('value', value), undefined);
    return new ProviderType(value);
  }

  /** The provider as the API calls it. */
  public readonly value: string;

  private constructor(value: string) {
    this.value = value;
  }
}
