import type { IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { checkWildcards } from '../private/checks';
import { checkRestrictions, grantOnAny, grantPassing, grantService } from '../private/grants';

/** What a grant of `passRepository` is restricted to. */
export interface PassRepositoryOptions {
  /**
   * The services that the repository link may be passed to. They may contain `*` and `?` as wildcards.
   *
   * @default - all services; today it is only Git sync, `cloudformation.sync.codeconnections.amazonaws.com`
   */
  readonly services?: string[];
}

const READ_ACTIONS = ['GetRepositoryLink', 'GetRepositorySyncStatus', 'ListTagsForResource'];

/**
 * Permissions on a repository link.
 *
 * Every permission is granted under both prefixes of the service, `codeconnections` and `codestar-connections`.
 */
export class RepositoryLinkGrants {
  /**
   * Permissions on a repository link.
   *
   * @param repositoryLink the repository link, made by any construct or imported
   */
  public static fromRepositoryLink(repositoryLink: IRepositoryLinkRef): RepositoryLinkGrants {
    return new RepositoryLinkGrants(repositoryLink);
  }

  private readonly repositoryLink: IRepositoryLinkRef;

  private constructor(repositoryLink: IRepositoryLinkRef) {
    this.repositoryLink = repositoryLink;
  }

  /**
   * Allows handing the repository link to Git sync, as whoever creates a sync configuration does.
   *
   * @param grantee who may pass the repository link
   * @param options what the permission is restricted to; by default nothing
   * @throws when an option is an empty list, or a service has a variable of IAM
   */
  public passRepository(grantee: iam.IGrantable, options: PassRepositoryOptions = {}): iam.Grant {
    const { services } = options;
    checkRestrictions({ services }, this.repositoryLink, checkWildcards);
    const resource = this.repositoryLink.repositoryLinkRef.repositoryLinkArn;
    return grantPassing({ grantee, actions: ['PassRepository'], resource }, services);
  }

  /**
   * Allows reading the repository link, its tags, the status of its syncs, and what it keeps in sync.
   *
   * The lists of what it keeps in sync cannot be restricted to one link: they are allowed for all links.
   *
   * @param grantee who may read the repository link
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    const ofAnyLink = ['ListRepositorySyncDefinitions', 'ListSyncConfigurations'];
    return this.grant(grantee, READ_ACTIONS).combine(grantOnAny({ grantee, actions: ofAnyLink }));
  }

  /**
   * Allows reading, updating, tagging and deleting the repository link.
   *
   * Whoever updates it to another connection must be allowed to use and to pass that connection.
   *
   * @param grantee who may manage the repository link
   */
  public manage(grantee: iam.IGrantable): iam.Grant {
    const actions = ['DeleteRepositoryLink', 'TagResource', 'UntagResource', 'UpdateRepositoryLink'];
    return this.read(grantee).combine(this.grant(grantee, actions));
  }

  private grant(grantee: iam.IGrantable, actions: string[]): iam.Grant {
    return grantService({ grantee, actions, resource: this.repositoryLink.repositoryLinkRef.repositoryLinkArn });
  }
}
