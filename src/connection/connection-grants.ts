import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { ErrorCode } from '../error-code';
import { checkLiteral, checkRequiredTexts, type TextCheck } from '../private/checks';
import { throwIfInvalid } from '../private/errors';
import { checkRestrictions, grantOnAny, grantPassing, grantService, type ServiceGrant } from '../private/grants';
import { checkReference } from '../private/references';
import { checkRepository } from '../private/repositories';
import {
  checkBranchPattern,
  checkOwnerPattern,
  checkProviderActionPattern,
  checkRepositoryPattern,
  checkServicePattern,
} from '../private/restrictions';
import { warn } from '../private/warnings';
import { adviceOnProvider, providerOf } from '../validation/connections';

/** The kind of access to the repository that a provider action needs. */
export enum ProviderPermission {
  /** Read access. */
  READ_ONLY = 'read_only',

  /** Write access. */
  READ_WRITE = 'read_write',
}

/**
 * Restrictions of a `useConnection` grant.
 *
 * Each option is compared with a value in the request. A request without this value is denied: listing repositories,
 * for example, names no branch. Values may contain the wildcards `*` and `?`, but no IAM variables.
 *
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/security_iam_id-based-policy-examples-connections.html
 */
export interface UseConnectionOptions {
  /**
   * The repositories that may be used, each as `owner/name`, for example `my-org/infra` or `my-org/*`.
   *
   * @default - all repositories that the connection reaches
   */
  readonly repositories?: string[];

  /**
   * The branches that may be used.
   *
   * @default - all branches
   */
  readonly branches?: string[];

  /**
   * The owners whose repositories may be used.
   *
   * @default - all owners
   */
  readonly owners?: string[];

  /**
   * The provider actions that may be called, for example `GitPull` or `ListBranches`.
   *
   * @default - all provider actions
   */
  readonly providerActions?: string[];

  /**
   * The kinds of provider actions that may be called.
   *
   * Reading and writing are separate kinds: name both if both are needed.
   *
   * @default - both kinds
   */
  readonly permissions?: ProviderPermission[];
}

/** Restrictions of a `passConnection` grant. */
export interface PassConnectionOptions {
  /**
   * The services that the connection may be passed to, for example `codepipeline.amazonaws.com`.
   *
   * Values may contain the wildcards `*` and `?`.
   *
   * @default - all services
   */
  readonly services?: string[];
}

/** Restrictions of a grant that allows choosing the installation of AWS's app that a connection uses. */
export interface ConnectionInstallationOptions {
  /**
   * The ids of the installations that may be chosen, as the provider assigns them.
   *
   * For the GitHub App "AWS Connector for GitHub", the id is the number at the end of the URL of its settings page.
   *
   * @default - any installation, including one in another organization at the same provider
   */
  readonly installationIds?: string[];
}

const READ_ACTIONS = ['GetConnection', 'ListTagsForResource'];

/**
 * Permissions on a connection.
 *
 * Every permission is granted under both prefixes of the service, `codeconnections` and `codestar-connections`.
 */
export class ConnectionGrants {
  /**
   * Permissions on a connection.
   *
   * @param connection the connection: an L2, an L1 or an import
   */
  public static fromConnection(connection: IConnectionRef): ConnectionGrants {
    checkReference('connection', connection, 'connectionRef', undefined);
    return new ConnectionGrants(connection);
  }

  private readonly connection: IConnectionRef;

  private constructor(connection: IConnectionRef) {
    this.connection = connection;
  }

  /**
   * Allows calling the provider through the connection, to read and write repositories.
   *
   * @param grantee the principal that may use the connection
   * @param options restrictions of the permission; none by default
   * @throws when an option is an empty list, or a value can never match: it is empty, contains an IAM variable, is a
   * repository without its owner, a URL, or a branch that begins with `refs/`
   */
  public useConnection(grantee: iam.IGrantable, options: UseConnectionOptions = {}): iam.Grant {
    const { repositories, branches, owners, providerActions, permissions } = options;
    checkRestrictions(
      { repositories, branches, owners, providerActions, permissions },
      {
        repositories: checkRepositoryPattern,
        branches: checkBranchPattern,
        owners: checkOwnerPattern,
        providerActions: checkProviderActionPattern,
      },
      this.connection,
    );
    const restrictions = {
      FullRepositoryId: repositories,
      BranchName: branches,
      OwnerId: owners,
      ProviderAction: providerActions,
      ProviderPermissionsRequired: permissions,
    };
    return this.grant(grantee, ['UseConnection'], { restrictions, operator: 'StringLike' });
  }

  /**
   * Allows reading repositories through the connection: for clients that clone them from `ConnectionGitHttp`, and for
   * AWS services that read them with a role.
   *
   * A request that names another repository, or that it writes, is denied. A request that names no repository, or not
   * whether it reads or writes, is allowed: AWS does not document which requests of its services name them.
   * `useConnection` with `repositories` allows only requests that name one.
   *
   * @param grantee the principal that may read the repositories
   * @param repositories the repositories, each as `owner/name`, at least one
   * @throws when `repositories` is absent or empty, or an entry is not `owner/name`
   */
  public readRepositories(grantee: iam.IGrantable, repositories: string[]): iam.Grant {
    const provider = providerOf(this.connection);
    const check: TextCheck = (name, repository) => checkRepository(name, repository, provider);
    const violations = checkRequiredTexts('repositories', repositories, check);
    throwIfInvalid(ErrorCode.INVALID_RESTRICTION, violations, this.connection);
    const restrictions = {
      FullRepositoryId: repositories,
      ProviderPermissionsRequired: [ProviderPermission.READ_ONLY],
    };
    return this.grant(grantee, ['UseConnection'], { restrictions, operator: 'StringEqualsIfExists' });
  }

  /**
   * Allows passing the connection to an AWS service, for example to create a pipeline that uses it.
   *
   * @param grantee the principal that may pass the connection
   * @param options restrictions of the permission; none by default
   * @throws when `services` is an empty list, or a value is not the principal of a service
   */
  public passConnection(grantee: iam.IGrantable, options: PassConnectionOptions = {}): iam.Grant {
    const { services } = options;
    checkRestrictions({ services }, { services: checkServicePattern }, this.connection);
    const resource = this.connection.connectionRef.connectionArn;
    return grantPassing({ grantee, actions: ['PassConnection'], resource, scope: this.connection }, services);
  }

  /**
   * Allows reading the connection and its tags.
   *
   * @param grantee the principal that may read the connection
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, READ_ACTIONS);
  }

  /**
   * Allows completing the handshake of the pending connection with the provider, in the console.
   *
   * Most of these actions cannot be restricted to one connection. They are allowed for all connections of the same
   * provider if the provider is known, and otherwise for connections of any provider, with a warning. To avoid the
   * warning, set `providerType` where the connection or its host is imported or looked up.
   *
   * Without `installationIds`, the grantee can choose any organization at the provider in which they can install AWS's
   * app.
   *
   * @param grantee the principal that may complete the handshake
   * @param options restrictions of the permission; by default, only the provider is restricted
   * @throws when `installationIds` is an empty list, or an id is empty or contains wildcards or IAM variables
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodeconnections.html
   */
  public completeHandshake(grantee: iam.IGrantable, options: ConnectionInstallationOptions = {}): iam.Grant {
    const provider = providerOf(this.connection);
    if (provider === undefined) this.warnOfAnyProvider();
    else checkRestrictions({ providerType: [provider] }, { providerType: checkLiteral }, this.connection);
    // Each action has its own condition key, or none: a key that is missing from the request would deny it.
    return this.grant(grantee, ['GetConnection'])
      .combine(this.chooseInstallation(grantee, options))
      .combine(
        grantOnAny({
          grantee,
          actions: ['GetIndividualAccessToken', 'GetInstallationUrl', 'StartOAuthHandshake'],
          restrictions: { ProviderType: provider === undefined ? undefined : [provider] },
        }),
      )
      .combine(grantOnAny({ grantee, actions: ['ListInstallationTargets'] }));
  }

  /**
   * Allows reading, tagging and deleting the connection, and choosing the installation of AWS's app that it uses.
   *
   * @param grantee the principal that may manage the connection
   * @param options restrictions of the permission; none by default
   * @throws when `installationIds` is an empty list, or an id is empty or contains wildcards or IAM variables
   */
  public manage(grantee: iam.IGrantable, options: ConnectionInstallationOptions = {}): iam.Grant {
    const actions = ['DeleteConnection', 'TagResource', 'UntagResource'];
    return this.grant(grantee, [...READ_ACTIONS, ...actions]).combine(this.chooseInstallation(grantee, options));
  }

  private chooseInstallation(grantee: iam.IGrantable, { installationIds }: ConnectionInstallationOptions): iam.Grant {
    checkRestrictions({ installationIds }, { installationIds: checkLiteral }, this.connection);
    return this.grant(grantee, ['UpdateConnectionInstallation'], { restrictions: { InstallationId: installationIds } });
  }

  private warnOfAnyProvider(): void {
    warn(
      this.connection,
      'cdk-codeconnections:handshakeOfAnyProvider',
      `the permission to complete the handshake applies to any provider, because the provider of this connection is not known; ${adviceOnProvider(this.connection)}`,
    );
  }

  private grant(
    grantee: iam.IGrantable,
    actions: string[],
    conditions: Pick<ServiceGrant, 'restrictions' | 'operator'> = {},
  ): iam.Grant {
    const resource = this.connection.connectionRef.connectionArn;
    return grantService({ grantee, actions, resource, scope: this.connection, ...conditions });
  }
}
