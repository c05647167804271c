import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import { ErrorCode } from '../error-code';
import { throwIfInvalid } from '../private/errors';
import { gitHttpOf } from '../private/git-http';
import { checkReference } from '../private/references';
import { checkRepository } from '../private/repositories';
import { providerOf } from '../validation/connections';

/**
 * The URLs at which Git clients reach the repositories of a connection over HTTPS.
 *
 * A client signs in with AWS credentials, for example through the credential helper of the AWS CLI, and needs the
 * permission that `ConnectionGrants.readRepositories` grants. No credentials of the provider are involved.
 *
 * The Region, the account and the id in a URL are those of the connection, not those of the stack that uses it.
 * They are taken from its ARN, which may be a token.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/argocd-configure-repositories.html
 */
export class ConnectionGitHttp {
  /**
   * The URLs of the repositories of a connection.
   *
   * @param connection the connection: an L2, an L1 or an import
   */
  public static fromConnection(connection: IConnectionRef): ConnectionGitHttp {
    checkReference('connection', connection, 'connectionRef', undefined);
    return new ConnectionGitHttp(connection);
  }

  private readonly connection: IConnectionRef;

  private constructor(connection: IConnectionRef) {
    this.connection = connection;
  }

  /**
   * The URL of a repository, from which a Git client can clone it, for example
   * `https://codeconnections.eu-west-1.amazonaws.com/git-http/123456789012/eu-west-1/<id>/my-org/app.git`.
   *
   * The host name begins with the service prefix of the ARN: `codestar-connections` for a connection from before the
   * service was renamed.
   *
   * @param repository the repository as `owner/name`. On GitLab the owner may be a subgroup: `group/subgroup/name`
   * @throws when `repository` is not `owner/name`, has subgroups that its provider does not support, or the ARN is not
   * that of a connection
   */
  public url(repository: string): string {
    const violations = checkRepository('repository', repository, providerOf(this.connection));
    throwIfInvalid(ErrorCode.INVALID_REPOSITORY, violations, this.connection);
    const { baseUrl } = gitHttpOf(this.connection.connectionRef.connectionArn, this.connection);
    return `${baseUrl}/${repository}.git`;
  }
}
