import type { IRepositoryLinkRef } from 'aws-cdk-lib/aws-codestarconnections';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { checkRestrictions, grantOnAny, grantPassing, grantService } from '../private/grants';
import { checkReference } from '../private/references';
import { checkServicePattern } from '../private/restrictions';

/** Restrictions of a `passRepository` grant. */
export interface PassRepositoryOptions {
  /**
   * The services that the repository link may be passed to. Values may contain the wildcards `*` and `?`.
   *
   * @default - all services; currently only Git sync, `cloudformation.sync.codeconnections.amazonaws.com`, accepts one
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
   * @param repositoryLink the repository link: an L2, an L1 or an import
   */
  public static fromRepositoryLink(repositoryLink: IRepositoryLinkRef): RepositoryLinkGrants {
    checkReference('repositoryLink', repositoryLink, 'repositoryLinkRef', undefined);
    return new RepositoryLinkGrants(repositoryLink);
  }

  private readonly repositoryLink: IRepositoryLinkRef;

  private constructor(repositoryLink: IRepositoryLinkRef) {
    this.repositoryLink = repositoryLink;
  }

  /**
   * Allows passing the repository link to Git sync, as needed to create a sync configuration.
   *
   * @param grantee the principal that may pass the repository link
   * @param options restrictions of the permission; none by default
   * @throws when `services` is an empty list, or a value is not the principal of a service
   */
  public passRepository(grantee: iam.IGrantable, options: PassRepositoryOptions = {}): iam.Grant {
    const { services } = options;
    checkRestrictions({ services }, { services: checkServicePattern }, this.repositoryLink);
    const resource = this.repositoryLink.repositoryLinkRef.repositoryLinkArn;
    return grantPassing({ grantee, actions: ['PassRepository'], resource, scope: this.repositoryLink }, services);
  }

  /**
   * Allows reading the repository link, its tags, the status of its syncs, and the list of stacks kept in sync by it.
   *
   * Listing the stacks cannot be restricted to one link. It is allowed for all links.
   *
   * @param grantee the principal that may read the repository link
   */
  public read(grantee: iam.IGrantable): iam.Grant {
    const ofAnyLink = ['ListRepositorySyncDefinitions', 'ListSyncConfigurations'];
    return this.grant(grantee, READ_ACTIONS).combine(grantOnAny({ grantee, actions: ofAnyLink }));
  }

  /**
   * Allows reading, updating, tagging and deleting the repository link.
   *
   * Updating it to another connection needs permissions to use and to pass that connection as well.
   *
   * @param grantee the principal that may manage the repository link
   */
  public manage(grantee: iam.IGrantable): iam.Grant {
    const actions = ['DeleteRepositoryLink', 'TagResource', 'UntagResource', 'UpdateRepositoryLink'];
    return this.read(grantee).combine(this.grant(grantee, actions));
  }

  private grant(grantee: iam.IGrantable, actions: string[]): iam.Grant {
    const resource = this.repositoryLink.repositoryLinkRef.repositoryLinkArn;
    return grantService({ grantee, actions, resource, scope: this.repositoryLink });
  }
}
