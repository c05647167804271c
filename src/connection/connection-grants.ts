import type { IConnectionRef } from 'aws-cdk-lib/aws-codeconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { checkLiteral, checkWildcards } from '../private/checks';
import { checkRestrictions, grantOnAny, grantPassing, grantService, type ServiceGrant } from '../private/grants';
import { checkRepositoryPattern } from '../private/repositories';
import { warn } from '../private/warnings';
import { adviceOnProvider, providerOf } from '../validation/connections';

/** What a provider action does in the repository. */
export enum ProviderPermission {
  /** It reads only. */
  READ_ONLY = 'read_only',

  /** It writes. */
  READ_WRITE = 'read_write',
}

/**
 * What a grant of `useConnection` is restricted to.
 *
 * Each option is compared with a value of the request. A request that carries no such value is not allowed: listing
 * repositories, for example, names no branch. Values may contain `*` and `?` as wildcards, and no variables
 * of IAM.
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
   * Actions that write are of one kind, actions that read of the other: name both where both are needed.
   *
   * @default - both kinds
   */
  readonly permissions?: ProviderPermission[];
}

/** What a grant of `passConnection` is restricted to. */
export interface PassConnectionOptions {
  /**
   * The services that the connection may be passed to, for example `codepipeline.amazonaws.com`. They may contain `*`
   * and `?` as wildcards.
   *
   * @default - all services
   */
  readonly services?: string[];
}

/** What a grant is restricted to that allows choosing the provider's installation of a connection. */
export interface ConnectionInstallationOptions {
  /**
   * The ids of the installations that may be chosen, as the provider calls them: of the GitHub App "AWS Connector for
   * GitHub", for example, the number at the end of the address of its settings page.
   *
   * @default - any installation, also that of another organization at the same provider
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
   * @param connection the connection, made by any construct or imported
   */
  public static fromConnection(connection: IConnectionRef): ConnectionGrants {
    return new ConnectionGrants(connection);
  }

  private readonly connection: IConnectionRef;

  private constructor(connection: IConnectionRef) {
    this.connection = connection;
  }

  /**
   * Allows calling the provider through the connection: reading and writing repositories.
   *
   * @param grantee who may use the connection
   * @param options what the permission is restricted to; by default nothing
   * @throws when an option is an empty list, a value has a variable of IAM, or a repository has no owner
   */
  public useConnection(grantee: iam.IGrantable, options: UseConnectionOptions = {}): iam.Grant {
    const { repositories, branches, owners, providerActions, permissions } = options;
    checkRestrictions({ branches, owners, providerActions, permissions }, this.connection, checkWildcards);
    checkRestrictions({ repositories }, this.connection, checkRepositoryPattern);
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
   * Allows handing the connection to an AWS service, as whoever creates a pipeline does.
   *
   * @param grantee who may pass the connection
   * @param options what the permission is restricted to; by default nothing
   * @throws when an option is an empty list, or a service has a variable of IAM
   */
  public passConnection(grantee: iam.IGrantable, options: PassConnectionOptions = {}): iam.Grant {
    const { services } = options;
    checkRestrictions({ services }, this.connection, checkWildcards);
    const resource = this.connection.connectionRef.connectionArn;
    return grantPassing({ grantee, actions: ['PassConnection'], resource }, services);
  }

  /**
   * Allows reading the connection and its tags.
   *
   * @param grantee who may read the connection
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, READ_ACTIONS);
  }

  /**
   * Allows completing the pending connection in the console: the handshake with the provider.
   *
   * Most of these actions cannot be restricted to one connection. They are allowed for all connections of its provider,
   * where that is known; otherwise for those of any provider, with a warning: give the import or the look-up of the
   * connection, or of its host, the `providerType`.
   *
   * Without `installationIds`, the connection can be given to any organization of the provider in which the grantee can
   * install AWS's app.
   *
   * @param grantee who may complete the connection
   * @param options what the permission is restricted to; by default to the provider only
   * @throws when an option is an empty list, or an id has wildcards
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodeconnections.html
   */
  public completeHandshake(grantee: iam.IGrantable, options: ConnectionInstallationOptions = {}): iam.Grant {
    const provider = providerOf(this.connection);
    if (provider === undefined) this.warnOfAnyProvider();
    else checkRestrictions({ providerType: [provider] }, this.connection, checkLiteral);
    // Each action has a condition key of its own, or none: a key that a request does not carry would deny it.
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
   * Allows reading, tagging and deleting the connection, and choosing the provider's installation that it uses.
   *
   * @param grantee who may manage the connection
   * @param options what the permission is restricted to; by default nothing
   * @throws when an option is an empty list, or an id has wildcards
   */
  public manage(grantee: iam.IGrantable, options: ConnectionInstallationOptions = {}): iam.Grant {
    const actions = ['DeleteConnection', 'TagResource', 'UntagResource'];
    return this.grant(grantee, [...READ_ACTIONS, ...actions]).combine(this.chooseInstallation(grantee, options));
  }

  private chooseInstallation(grantee: iam.IGrantable, { installationIds }: ConnectionInstallationOptions): iam.Grant {
    checkRestrictions({ installationIds }, this.connection, checkLiteral);
    return this.grant(grantee, ['UpdateConnectionInstallation'], { restrictions: { InstallationId: installationIds } });
  }

  private warnOfAnyProvider(): void {
    warn(
      this.connection,
      'cdk-codeconnections:handshakeOfAnyProvider',
      `whoever may complete the handshake of this connection may do so with any provider, since the provider of the connection is not known; ${adviceOnProvider(this.connection)}`,
    );
  }

  private grant(
    grantee: iam.IGrantable,
    actions: string[],
    conditions: Pick<ServiceGrant, 'restrictions' | 'operator'> = {},
  ): iam.Grant {
    return grantService({ grantee, actions, resource: this.connection.connectionRef.connectionArn, ...conditions });
  }
}
